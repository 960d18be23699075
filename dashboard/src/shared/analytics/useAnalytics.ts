import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { get, type Query } from "../../api/call";
import { below, keys } from "../../api/keys";
import type { Figures } from "../../api/types";
import type { FiguresSearch } from "../../routes/activity";
import type { Span } from "./range";

/** What the server is asked for. */
export function figuresQuery({ from, to, step }: Span, { agent, model, who }: FiguresSearch): Query {
  const live_mode = who === "all" ? "all" : who === "test" ? "false" : undefined;
  return { from, to, step, agent_id: agent, model, live_mode };
}

/** Figures of a range; those before stay until others are there. Asked for anew each minute while the page is visible. */
export function useFigures(projectId: string, span: Span, search: FiguresSearch = {}) {
  const query = figuresQuery(span, search);
  return useQuery({
    queryKey: keys.of(projectId, "/figures", query),
    queryFn: ({ signal }) => get<Figures>(below(projectId, "/figures"), query, signal),
    // Hours that are still to come say nothing.
    select: (figures) => ({ ...figures, series: figures.series.filter(({ start }) => start <= Date.now()) }),
    refetchInterval: 60_000,
    placeholderData: keepPreviousData,
  });
}
