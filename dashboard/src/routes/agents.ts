import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { projectRoute } from "./project";
import { flag, oneOf, text } from "../shell/searchParams";

export interface AgentsSearch {
  /** What is searched. */
  q?: string | undefined;
  new?: boolean | undefined;
}

export const agentsRoute = createRoute({
  path: "/agents",
  getParentRoute: () => projectRoute,
  validateSearch: (search): AgentsSearch => ({ q: text(search.q), new: flag(search.new) }),
  component: lazyRouteComponent(() => import("../pages/agents/AgentsPage"), "AgentsPage"),
});

export const AGENT_TABS = ["configuration", "details", "versions", "embed"] as const;
export type AgentTab = (typeof AGENT_TABS)[number];

export const agentRoute = createRoute({
  path: "/agents/$agentId",
  getParentRoute: () => projectRoute,
  validateSearch: (search): { tab?: AgentTab | undefined } => ({ tab: oneOf(search.tab, AGENT_TABS) }),
  component: lazyRouteComponent(() => import("../pages/agents/AgentPage"), "AgentPage"),
});

export interface PlaygroundSearch {
  agent?: string | undefined;
  /** The test user. */
  user?: string | undefined;
  /** The unsaved configuration is to be tried. */
  draft?: boolean | undefined;
}

export const playgroundRoute = createRoute({
  path: "/playground",
  getParentRoute: () => projectRoute,
  validateSearch: (search): PlaygroundSearch => ({
    agent: text(search.agent),
    user: text(search.user),
    draft: flag(search.draft) || undefined,
  }),
  component: lazyRouteComponent(() => import("../pages/playground/PlaygroundPage"), "PlaygroundPage"),
});

/** Agents and trying them. */
export const agentRoutes = [agentsRoute, agentRoute, playgroundRoute] as const;
