import { queryOptions } from "@tanstack/react-query";
import { get } from "../../api/call";
import { queries } from "../../api/client";
import { keys, projectPath } from "../../api/keys";
import type { List, Price } from "../../api/types";

/** The prices that apply in a project. */
export function pricesQuery(project: string) {
  return queryOptions({
    queryKey: keys.of(project, "/prices"),
    queryFn: ({ signal }) => get<List<Price>>(projectPath(project, "/prices"), {}, signal),
    staleTime: 300_000,
  });
}

/** Takes over the prices after a change. Models show their prices too. */
export function pricesChanged(project: string, prices: List<Price>) {
  queries.setQueryData(keys.of(project, "/prices"), prices);
  void queries.invalidateQueries({ queryKey: keys.of(project, "/models") });
}
