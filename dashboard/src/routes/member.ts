import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { memberRoute } from "./root";
import { flag } from "../shell/searchParams";

export const projectsRoute = createRoute({
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

/** Pages of a member, outside of any project. */
export const memberRoutes = [projectsRoute, accountRoute] as const;
