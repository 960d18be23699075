import { flag, text } from "../../shell/searchParams";

export interface UsersSearch {
  query?: string | undefined;
  /** Only live users (`true`) or only test users (`false`). */
  live?: boolean | undefined;
  new?: boolean | undefined;
}

export function usersSearch(search: Record<string, unknown>): UsersSearch {
  return { query: text(search.query), live: flag(search.live), new: flag(search.new) };
}
