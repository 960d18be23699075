import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { flag } from "../shell/searchParams";
import { memberRoute } from "./root";

const projectsRoute = createRoute({
  path: "/",
  getParentRoute: () => memberRoute,
  validateSearch: (search): { new?: boolean | undefined } => ({ new: flag(search.new) }),
  component: lazyRouteComponent(() => import("../pages/projects/ProjectsPage"), "ProjectsPage"),
});

const accountRoute = createRoute({
  path: "/account",
  getParentRoute: () => memberRoute,
  component: lazyRouteComponent(() => import("../pages/account/AccountPage"), "AccountPage"),
});

/** Pages outside any project, for signed-in members. */
export const memberRoutes = [projectsRoute, accountRoute] as const;
