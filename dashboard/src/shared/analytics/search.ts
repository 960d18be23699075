import { number, oneOf, text } from "../../shell/searchParams";

export const RANGES = ["24h", "7d", "30d", "90d", "12m", "custom"] as const;
export type Range = (typeof RANGES)[number];

export interface AnalyticsSearch {
  range?: Range | undefined;
  /** Start and end of a custom range. */
  from?: number | undefined;
  to?: number | undefined;
  step?: "hour" | "day" | undefined;
  agent?: string | undefined;
  model?: string | undefined;
  /** Whose activity counts; live users only when unset. */
  who?: "test" | "all" | undefined;
}

export function analyticsSearch(search: Record<string, unknown>): AnalyticsSearch {
  return {
    // Old links say "own".
    range: search.range === "own" ? "custom" : oneOf(search.range, RANGES),
    from: number(search.from),
    to: number(search.to),
    step: oneOf(search.step, ["hour", "day"]),
    agent: text(search.agent),
    model: text(search.model),
    who: oneOf(search.who, ["test", "all"]),
  };
}
