import { flag, text } from "../../shell/searchParams";

export interface PlaygroundSearch {
  agent?: string | undefined;
  /** The test user. */
  user?: string | undefined;
  /** Replies use the unsaved configuration. */
  draft?: boolean | undefined;
}

export function playgroundSearch(search: Record<string, unknown>): PlaygroundSearch {
  return { agent: text(search.agent), user: text(search.user), draft: flag(search.draft) || undefined };
}
