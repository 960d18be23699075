import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { queries } from "../api/client";
import { sessionQuery } from "../api/session";
import { rootRoute } from "./root";
import { backOf } from "../shell/searchParams";

const setupRoute = createRoute({
  path: "/setup",
  getParentRoute: () => rootRoute,
  component: lazyRouteComponent(() => import("../pages/session/SetupPage"), "SetupPage"),
});

export const loginRoute = createRoute({
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

/** Pages for whoever is not logged in. */
export const sessionRoutes = [setupRoute, loginRoute, joinRoute, resetRoute] as const;
