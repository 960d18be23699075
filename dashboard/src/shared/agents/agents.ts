import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { get, post } from "../../api/call";
import { keys, projectPath } from "../../api/keys";
import type { Agent, AgentRow, List, Models, VersionedConfig } from "../../api/types";
import { toast } from "../../kit";

/** Returns the path of an agent or of one of its resources. */
export function agentPath(agent: string, path = ""): string {
  return `/agents/${encodeURIComponent(agent)}${path}`;
}

/** Returns the agent's name, or its ID if it has none. */
export function agentName(agent: Pick<Agent, "id" | "name">): string {
  return agent.name.trim() || agent.id;
}

export function agentsQuery(project: string) {
  return queryOptions({
    queryKey: keys.of(project, "/agents"),
    queryFn: ({ signal }) => get<List<AgentRow>>(projectPath(project, "/agents"), {}, signal),
  });
}

export function agentQuery(project: string, agent: string) {
  return queryOptions({
    queryKey: keys.of(project, agentPath(agent)),
    queryFn: ({ signal }) => get<Agent>(projectPath(project, agentPath(agent)), {}, signal),
  });
}

export function configQuery(project: string, agent: string) {
  return queryOptions({
    queryKey: keys.of(project, agentPath(agent, "/config")),
    queryFn: ({ signal }) => get<VersionedConfig>(projectPath(project, agentPath(agent, "/config")), {}, signal),
  });
}

/** Loads the models of all connections. Slow if a provider does not respond, so cached data is kept. */
export function useModels(project: string) {
  return useQuery({
    queryKey: keys.of(project, "/models"),
    queryFn: ({ signal }) => get<Models>(projectPath(project, "/models"), {}, signal),
    staleTime: 60_000,
  });
}

/** Returns a function that caches a changed agent and refetches the lists. */
export function useAgentChanged(project: string) {
  const queries = useQueryClient();
  return (agent: Agent) => {
    queries.setQueryData(keys.of(project, agentPath(agent.id)), agent);
    void queries.invalidateQueries({ queryKey: keys.of(project, "/agents") });
  };
}

/** Returns a function that activates or deactivates an agent. */
export function useActivate(project: string) {
  const changed = useAgentChanged(project);
  return async (agent: Agent, active: boolean) => {
    const path = agentPath(agent.id, active ? "/activate" : "/deactivate");
    changed(await post<Agent>(projectPath(project, path)));
    toast.done(`${agentName(agent)} ${active ? "activated" : "deactivated"}`);
  };
}
