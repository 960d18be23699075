import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { projectRoute } from "./project";
import { flag, number, oneOf, text } from "../shell/searchParams";

export const homeRoute = createRoute({
  path: "/",
  getParentRoute: () => projectRoute,
  component: lazyRouteComponent(() => import("../pages/home/HomePage"), "HomePage"),
});

export interface UsersSearch {
  query?: string | undefined;
  /** Live or test users only. */
  live?: boolean | undefined;
  new?: boolean | undefined;
}

export const usersRoute = createRoute({
  path: "/users",
  getParentRoute: () => projectRoute,
  validateSearch: (search): UsersSearch => ({
    query: text(search.query),
    live: flag(search.live),
    new: flag(search.new),
  }),
  component: lazyRouteComponent(() => import("../pages/users/UsersPage"), "UsersPage"),
});

export const userRoute = createRoute({
  path: "/users/$userId",
  getParentRoute: () => projectRoute,
  component: lazyRouteComponent(() => import("../pages/users/UserPage"), "UserPage"),
});

export interface ConversationsSearch {
  agent?: string | undefined;
  user?: string | undefined;
  rating?: "up" | "down" | undefined;
  failed?: boolean | undefined;
  /** Of live or of test users only. */
  live?: boolean | undefined;
  from?: number | undefined;
  to?: number | undefined;
}

export const conversationsRoute = createRoute({
  path: "/conversations",
  getParentRoute: () => projectRoute,
  validateSearch: (search): ConversationsSearch => ({
    agent: text(search.agent),
    user: text(search.user),
    rating: oneOf(search.rating, ["up", "down"]),
    failed: flag(search.failed) || undefined,
    live: flag(search.live),
    from: number(search.from),
    to: number(search.to),
  }),
  component: lazyRouteComponent(() => import("../pages/conversations/ConversationsPage"), "ConversationsPage"),
});

export const conversationRoute = createRoute({
  path: "/conversations/$interactionId",
  getParentRoute: () => projectRoute,
  component: lazyRouteComponent(() => import("../pages/conversations/ConversationPage"), "ConversationPage"),
});

export const RANGES = ["24h", "7d", "30d", "90d", "12m", "own"] as const;
export type Range = (typeof RANGES)[number];

export interface FiguresSearch {
  range?: Range | undefined;
  /** Of a range of one's own. */
  from?: number | undefined;
  to?: number | undefined;
  step?: "hour" | "day" | undefined;
  agent?: string | undefined;
  model?: string | undefined;
  /** Whose; live users' unless told. */
  who?: "test" | "all" | undefined;
}

export const figuresRoute = createRoute({
  path: "/figures",
  getParentRoute: () => projectRoute,
  validateSearch: (search): FiguresSearch => ({
    range: oneOf(search.range, RANGES),
    from: number(search.from),
    to: number(search.to),
    step: oneOf(search.step, ["hour", "day"]),
    agent: text(search.agent),
    model: text(search.model),
    who: oneOf(search.who, ["test", "all"]),
  }),
  component: lazyRouteComponent(() => import("../pages/analytics/AnalyticsPage"), "FiguresPage"),
});

/** Users, what they said, and figures about it. */
export const peopleRoutes = [
  homeRoute,
  usersRoute,
  userRoute,
  conversationsRoute,
  conversationRoute,
  figuresRoute,
] as const;
