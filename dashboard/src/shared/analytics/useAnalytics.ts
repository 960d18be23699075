import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { get, type Query } from "../../api/call";
import { keys, projectPath } from "../../api/keys";
import type { Analytics } from "../../api/types";
import type { Span } from "./range";
import type { AnalyticsSearch } from "./search";

/** Returns the query of the request. */
export function analyticsQuery({ from, to, step }: Span, { agent, model, who }: AnalyticsSearch): Query {
  const live_mode = who === "all" ? "all" : who === "test" ? "false" : undefined;
  return { from, to, step, agent_id: agent, model, live_mode };
}

/** Loads the analytics of a range, keeping old data meanwhile. Refetches every minute while the page is visible. */
export function useAnalytics(projectId: string, span: Span, search: AnalyticsSearch = {}) {
  const query = analyticsQuery(span, search);
  return useQuery({
    queryKey: keys.of(projectId, "/analytics", query),
    queryFn: ({ signal }) => get<Analytics>(projectPath(projectId, "/analytics"), query, signal),
    // Drop future hours.
    select: (analytics) => ({ ...analytics, series: analytics.series.filter(({ start }) => start <= Date.now()) }),
    refetchInterval: 60_000,
    placeholderData: keepPreviousData,
  });
}
