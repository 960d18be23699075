import { createRootRoute, createRoute, redirect } from "@tanstack/react-router";
import { queries } from "../api/client";
import { sessionQuery } from "../api/session";
import { MemberLayout } from "../shell/MemberLayout";
import { NotFound, PageError, RootLayout } from "../shell/RootLayout";
import { backOf } from "../shell/searchParams";

export const rootRoute = createRootRoute({
  component: RootLayout,
  notFoundComponent: NotFound,
  errorComponent: PageError,
});

/** Parent of every page that requires a session. */
export const memberRoute = createRoute({
  id: "member",
  getParentRoute: () => rootRoute,
  component: MemberLayout,
  beforeLoad: async ({ location }) => {
    const session = await queries.ensureQueryData(sessionQuery);
    if (session.setup_required) throw redirect({ to: "/setup" });
    if (!session.member) throw redirect({ to: "/login", search: { back: backOf(location.href) } });
  },
});
