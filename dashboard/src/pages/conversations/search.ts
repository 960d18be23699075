import { flag, number, oneOf, text } from "../../shell/searchParams";

export const OUTCOMES = ["failed", "up", "down"] as const;

export interface ConversationsSearch {
  /** Words in messages and names. */
  query?: string | undefined;
  agent?: string | undefined;
  user?: string | undefined;
  rating?: "up" | "down" | undefined;
  failed?: boolean | undefined;
  /** Live users only by default. */
  users?: "test" | "all" | undefined;
  from?: number | undefined;
  to?: number | undefined;
}

export function conversationsSearch(search: Record<string, unknown>): ConversationsSearch {
  return {
    query: text(search.query),
    agent: text(search.agent),
    user: text(search.user),
    rating: oneOf(search.rating, ["up", "down"]),
    failed: flag(search.failed) || undefined,
    // `live` is the former name.
    users: oneOf(search.users, ["test", "all"]) ?? (flag(search.live) === false ? "test" : undefined),
    from: number(search.from),
    to: number(search.to),
  };
}

/** Returns the query of the list and of exports. */
export function conversationsQuery({ query, agent, user, rating, failed, users, from, to }: ConversationsSearch) {
  // Whoever looks for one user does not care which kind it is.
  const live_mode = user !== undefined || users === "all" ? undefined : users !== "test";
  return { query, agent_id: agent, user_id: user, rating, failed, live_mode, from, to };
}

// The search of each project's list that was shown last, so that a conversation leads back to it.
const last = new Map<string, ConversationsSearch>();

export const lastSearch = {
  get: (project: string): ConversationsSearch => last.get(project) ?? {},
  set: (project: string, search: ConversationsSearch) => void last.set(project, search),
};
