import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { projectRoute } from "./project";

const agentsRoute = createRoute({
  path: "/agents",
  getParentRoute: () => projectRoute,
  component: lazyRouteComponent(() => import("../pages/agents/AgentsPage"), "AgentsPage"),
});

const playgroundRoute = createRoute({
  path: "/playground",
  getParentRoute: () => projectRoute,
  component: lazyRouteComponent(() => import("../pages/playground/PlaygroundPage"), "PlaygroundPage"),
});

/** Agents and trying them. */
export const agentRoutes = [agentsRoute, playgroundRoute] as const;
