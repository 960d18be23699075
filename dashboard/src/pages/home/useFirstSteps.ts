import { type QueryKey, useQueries } from "@tanstack/react-query";
import { type LinkProps, linkOptions } from "@tanstack/react-router";
import { get, type Query } from "../../api/call";
import { keys, projectPath } from "../../api/keys";
import { may } from "../../api/project";
import type { AgentRow, Connection, InteractionRow, List, Project } from "../../api/types";

export interface Step {
  title: string;
  text: string;
  done: boolean;
  /** Label and target of the button. */
  action: string;
  link: LinkProps;
}

function listQuery<T>(project: string, path: string, query: Query, enabled: boolean) {
  return {
    queryKey: keys.of(project, path, { ...query, only: "first" }) as QueryKey,
    queryFn: ({ signal }: { signal: AbortSignal }) => get<List<T>>(projectPath(project, path), query, signal),
    enabled,
  };
}

/** Returns the onboarding steps; `null` while loading, and for members who cannot complete them. */
export function useFirstSteps(project: Project, visible: boolean): Step[] | null {
  // Viewers cannot complete any step.
  const enabled = visible && may(project.role, "developer");
  const [connections, agents, conversations, live] = useQueries({
    queries: [
      listQuery<Connection>(project.id, "/connections", { limit: 100 }, enabled),
      listQuery<AgentRow>(project.id, "/agents", { limit: 20 }, enabled),
      listQuery<InteractionRow>(project.id, "/interactions", { limit: 1 }, enabled),
      listQuery<InteractionRow>(project.id, "/interactions", { limit: 1, live_mode: true }, enabled),
    ],
  });
  if (!connections.data || !agents.data || !conversations.data || !live.data) return null;
  const params = { projectId: project.id };
  const active = agents.data.data.find((agent) => agent.active);
  return [
    {
      title: "Connect a provider",
      text: connections.data.data.some(({ kind }) => kind === "local")
        ? "You are on the tiny built-in model. Good replies need a provider: OpenAI, Anthropic, Gemini, Ollama, or any compatible API."
        : "Agents use models from a provider: OpenAI, Anthropic, Gemini, Ollama, or any compatible API.",
      done: connections.data.data.some(({ kind }) => kind !== "demo" && kind !== "local"),
      action: "Add connection",
      link: linkOptions({ to: "/p/$projectId/settings", params, search: { tab: "connections" } }),
    },
    {
      title: "Create an agent",
      text: "Choose a model and write a system message. Activate the agent so that users can chat with it.",
      done: active !== undefined,
      action: agents.data.data.length > 0 ? "View agents" : "Create agent",
      link: linkOptions({
        to: "/p/$projectId/agents",
        params,
        search: agents.data.data.length > 0 ? {} : { new: true },
      }),
    },
    {
      title: "Try it out",
      text: "Chat with your agent in the playground and refine it.",
      done: conversations.data.data.length > 0,
      action: "Open playground",
      link: linkOptions({ to: "/p/$projectId/playground", params, search: {} }),
    },
    {
      title: "Add it to your app",
      text: "Copy the React component or script tag from the agent’s Embed tab. Done when your first user sends a message.",
      done: live.data.data.length > 0,
      action: "Get the code",
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
