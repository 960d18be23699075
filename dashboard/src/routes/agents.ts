import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { agentSearch, agentsSearch } from "../pages/agents/search";
import { playgroundSearch } from "../pages/playground/search";
import { projectRoute } from "./project";

const agentsRoute = createRoute({
  path: "/agents",
  getParentRoute: () => projectRoute,
  validateSearch: agentsSearch,
  component: lazyRouteComponent(() => import("../pages/agents/AgentsPage"), "AgentsPage"),
});

const agentRoute = createRoute({
  path: "/agents/$agentId",
  getParentRoute: () => projectRoute,
  validateSearch: agentSearch,
  component: lazyRouteComponent(() => import("../pages/agents/AgentPage"), "AgentPage"),
});

const playgroundRoute = createRoute({
  path: "/playground",
  getParentRoute: () => projectRoute,
  validateSearch: playgroundSearch,
  component: lazyRouteComponent(() => import("../pages/playground/PlaygroundPage"), "PlaygroundPage"),
});

/** Agents and the playground. */
export const agentRoutes = [agentsRoute, agentRoute, playgroundRoute] as const;
