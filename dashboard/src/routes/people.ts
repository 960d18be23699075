import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { projectRoute } from "./project";

const homeRoute = createRoute({
  path: "/",
  getParentRoute: () => projectRoute,
  component: lazyRouteComponent(() => import("../pages/figures/HomePage"), "HomePage"),
});

const usersRoute = createRoute({
  path: "/users",
  getParentRoute: () => projectRoute,
  component: lazyRouteComponent(() => import("../pages/users/UsersPage"), "UsersPage"),
});

const conversationsRoute = createRoute({
  path: "/conversations",
  getParentRoute: () => projectRoute,
  component: lazyRouteComponent(() => import("../pages/conversations/ConversationsPage"), "ConversationsPage"),
});

const figuresRoute = createRoute({
  path: "/figures",
  getParentRoute: () => projectRoute,
  component: lazyRouteComponent(() => import("../pages/figures/FiguresPage"), "FiguresPage"),
});

/** Users, what they said, and figures about it. */
export const peopleRoutes = [homeRoute, usersRoute, conversationsRoute, figuresRoute] as const;
