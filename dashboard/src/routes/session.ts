import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { queries } from "../api/client";
import { sessionQuery } from "../api/session";
import { backOf } from "../shell/searchParams";
import { rootRoute } from "./root";

const setupRoute = createRoute({
  path: "/setup",
  getParentRoute: () => rootRoute,
  component: lazyRouteComponent(() => import("../pages/session/SetupPage"), "SetupPage"),
});

const loginRoute = createRoute({
  path: "/login",
  getParentRoute: () => rootRoute,
  validateSearch: (search): { back?: string | undefined } => ({ back: backOf(search.back) }),
  beforeLoad: async ({ search }) => {
    const session = await queries.ensureQueryData(sessionQuery);
    if (session.setup_required) throw redirect({ to: "/setup" });
    if (session.member) throw redirect({ href: search.back ?? "/" });
  },
  component: lazyRouteComponent(() => import("../pages/session/LoginPage"), "LoginPage"),
});

const joinRoute = createRoute({
  path: "/join",
  getParentRoute: () => rootRoute,
  component: lazyRouteComponent(() => import("../pages/session/JoinPage"), "JoinPage"),
});

const resetRoute = createRoute({
  path: "/reset",
  getParentRoute: () => rootRoute,
  component: lazyRouteComponent(() => import("../pages/session/ResetPage"), "ResetPage"),
});

/** Pages for visitors who are not signed in. */
export const sessionRoutes = [setupRoute, loginRoute, joinRoute, resetRoute] as const;
