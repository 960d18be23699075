import { flag, number, oneOf, text } from "../../shell/searchParams";

export interface ConversationsSearch {
  agent?: string | undefined;
  user?: string | undefined;
  rating?: "up" | "down" | undefined;
  failed?: boolean | undefined;
  /** Only live users (`true`) or only test users (`false`). */
  live?: boolean | undefined;
  from?: number | undefined;
  to?: number | undefined;
}

export function conversationsSearch(search: Record<string, unknown>): ConversationsSearch {
  return {
    agent: text(search.agent),
    user: text(search.user),
    rating: oneOf(search.rating, ["up", "down"]),
    failed: flag(search.failed) || undefined,
    live: flag(search.live),
    from: number(search.from),
    to: number(search.to),
  };
}
