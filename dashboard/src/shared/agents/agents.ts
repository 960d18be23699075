import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { get, post } from "../../api/call";
import { below, keys } from "../../api/keys";
import type { Agent, AgentRow, List, Models, VersionedConfig } from "../../api/types";
import { toast } from "../../kit";

/** The path of an agent, or of something below it. */
export function agentPath(agent: string, path = ""): string {
  return `/agents/${encodeURIComponent(agent)}${path}`;
}

/** What developers call an agent: its ID if it has no name. */
export function agentName(agent: Pick<Agent, "id" | "name">): string {
  return agent.name.trim() || agent.id;
}

export function agentsQuery(project: string) {
  return queryOptions({
    queryKey: keys.of(project, "/agents"),
    queryFn: ({ signal }) => get<List<AgentRow>>(below(project, "/agents"), {}, signal),
  });
}

export function agentQuery(project: string, agent: string) {
  return queryOptions({
    queryKey: keys.of(project, agentPath(agent)),
    queryFn: ({ signal }) => get<Agent>(below(project, agentPath(agent)), {}, signal),
  });
}

export function configQuery(project: string, agent: string) {
  return queryOptions({
    queryKey: keys.of(project, agentPath(agent, "/config")),
    queryFn: ({ signal }) => get<VersionedConfig>(below(project, agentPath(agent, "/config")), {}, signal),
  });
}

/** The models of all connections. A provider that does not answer takes its time, and what is known is shown meanwhile. */
export function useModels(project: string) {
  return useQuery({
    queryKey: keys.of(project, "/models"),
    queryFn: ({ signal }) => get<Models>(below(project, "/models"), {}, signal),
    staleTime: 60_000,
  });
}

/** Takes over an agent that was changed; the lists that it is in are fetched anew. */
export function useAgentChanged(project: string) {
  const queries = useQueryClient();
  return (agent: Agent) => {
    queries.setQueryData(keys.of(project, agentPath(agent.id)), agent);
    void queries.invalidateQueries({ queryKey: keys.of(project, "/agents") });
  };
}

/** Lets users talk to an agent, or no longer. */
export function useActivate(project: string) {
  const changed = useAgentChanged(project);
  return async (agent: Agent, active: boolean) => {
    const path = agentPath(agent.id, active ? "/activate" : "/deactivate");
    changed(await post<Agent>(below(project, path)));
    toast.done(`${agentName(agent)} is ${active ? "active" : "inactive"}.`);
  };
}
