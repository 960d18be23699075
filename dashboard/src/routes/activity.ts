import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { conversationsSearch } from "../pages/conversations/search";
import { usersSearch } from "../pages/users/search";
import { analyticsSearch } from "../shared/analytics/search";
import { projectRoute } from "./project";

const homeRoute = createRoute({
  path: "/",
  getParentRoute: () => projectRoute,
  component: lazyRouteComponent(() => import("../pages/home/HomePage"), "HomePage"),
});

const usersRoute = createRoute({
  path: "/users",
  getParentRoute: () => projectRoute,
  validateSearch: usersSearch,
  component: lazyRouteComponent(() => import("../pages/users/UsersPage"), "UsersPage"),
});

const userRoute = createRoute({
  path: "/users/$userId",
  getParentRoute: () => projectRoute,
  component: lazyRouteComponent(() => import("../pages/users/UserPage"), "UserPage"),
});

const conversationsRoute = createRoute({
  path: "/conversations",
  getParentRoute: () => projectRoute,
  validateSearch: conversationsSearch,
  component: lazyRouteComponent(() => import("../pages/conversations/ConversationsPage"), "ConversationsPage"),
});

const conversationRoute = createRoute({
  path: "/conversations/$interactionId",
  getParentRoute: () => projectRoute,
  component: lazyRouteComponent(() => import("../pages/conversations/ConversationPage"), "ConversationPage"),
});

const analyticsRoute = createRoute({
  path: "/analytics",
  getParentRoute: () => projectRoute,
  validateSearch: analyticsSearch,
  component: lazyRouteComponent(() => import("../pages/analytics/AnalyticsPage"), "AnalyticsPage"),
});

/** The former address of the analytics page. */
const figuresRoute = createRoute({
  path: "/figures",
  getParentRoute: () => projectRoute,
  validateSearch: analyticsSearch,
  beforeLoad: ({ params, search }) => {
    throw redirect({ to: "/p/$projectId/analytics", params, search, replace: true });
  },
});

/** Home, users, conversations and analytics. */
export const activityRoutes = [
  homeRoute,
  usersRoute,
  userRoute,
  conversationsRoute,
  conversationRoute,
  analyticsRoute,
  figuresRoute,
] as const;
