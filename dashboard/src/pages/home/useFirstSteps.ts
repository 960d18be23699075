import { type QueryKey, useQueries } from "@tanstack/react-query";
import { type LinkProps, linkOptions } from "@tanstack/react-router";
import { get, type Query } from "../../api/call";
import { below, keys } from "../../api/keys";
import { may } from "../../api/project";
import type { AgentRow, Connection, InteractionRow, List, Project } from "../../api/types";

export interface Step {
  title: string;
  text: string;
  done: boolean;
  /** What leads there, and where that is. */
  action: string;
  link: LinkProps;
}

function one<T>(project: string, path: string, query: Query, enabled: boolean) {
  return {
    queryKey: keys.of(project, path, { ...query, only: "first" }) as QueryKey,
    queryFn: ({ signal }: { signal: AbortSignal }) => get<List<T>>(below(project, path), query, signal),
    enabled,
  };
}

/** The steps, by what is there; nothing until that is known, or if it cannot be. */
export function useFirstSteps(project: Project, wanted: boolean): Step[] | null {
  // Whoever can only look has nothing to do here.
  const enabled = wanted && may(project.role, "developer");
  const [connections, agents, talks, live] = useQueries({
    queries: [
      one<Connection>(project.id, "/connections", { limit: 100 }, enabled),
      one<AgentRow>(project.id, "/agents", { limit: 20 }, enabled),
      one<InteractionRow>(project.id, "/interactions", { limit: 1 }, enabled),
      one<InteractionRow>(project.id, "/interactions", { limit: 1, live_mode: true }, enabled),
    ],
  });
  if (!connections.data || !agents.data || !talks.data || !live.data) return null;
  const params = { projectId: project.id };
  const active = agents.data.data.find((agent) => agent.active);
  return [
    {
      title: "Connect a provider",
      text: "Agents think with the models of a provider: OpenAI, Anthropic, Gemini, Ollama, or any that speaks their protocol.",
      done: connections.data.data.some(({ kind }) => kind !== "demo"),
      action: "Add a connection",
      link: linkOptions({ to: "/p/$projectId/settings", params, search: { tab: "connections" } }),
    },
    {
      title: "Make an agent",
      text: "A model and a system message that says how it should behave. Activate it, so that users may talk to it.",
      done: active !== undefined,
      action: agents.data.data.length > 0 ? "Look at the agents" : "Make an agent",
      link: linkOptions({
        to: "/p/$projectId/agents",
        params,
        search: agents.data.data.length > 0 ? {} : { new: true },
      }),
    },
    {
      title: "Try it",
      text: "Chat with your agent in the playground, and change it until you like its replies.",
      done: talks.data.data.length > 0,
      action: "Open the playground",
      link: linkOptions({ to: "/p/$projectId/playground", params, search: {} }),
    },
    {
      title: "Put it into your app",
      text: "Each agent's page has the React component and the script tag to paste. This is done once a live user has written.",
      done: live.data.data.length > 0,
      action: "Get the snippet",
      link: active
        ? linkOptions({
            to: "/p/$projectId/agents/$agentId",
            params: { ...params, agentId: active.id },
            search: { tab: "embed" },
          })
        : linkOptions({ to: "/p/$projectId/agents", params, search: {} }),
    },
  ];
}
