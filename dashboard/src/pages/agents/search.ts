import { flag, oneOf, text } from "../../shell/searchParams";

export interface AgentsSearch {
  /** The search text. */
  q?: string | undefined;
  new?: boolean | undefined;
}

export function agentsSearch(search: Record<string, unknown>): AgentsSearch {
  return { q: text(search.q), new: flag(search.new) };
}

const AGENT_TABS = ["configuration", "details", "versions", "embed"] as const;
export type AgentTab = (typeof AGENT_TABS)[number];

export function agentSearch(search: Record<string, unknown>): { tab?: AgentTab | undefined } {
  return { tab: oneOf(search.tab, AGENT_TABS) };
}
