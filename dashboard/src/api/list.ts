import { type QueryKey, useInfiniteQuery } from "@tanstack/react-query";
import { get, type Query } from "./call";
import { keys, projectPath } from "./keys";
import type { List } from "./types";

export interface ListOptions {
  query?: Query;
  limit?: number;
  enabled?: boolean;
  refetchInterval?: number | false;
}

/** Loads a list of a project page by page. `items` holds everything loaded so far; pass the rest to `Pager`. */
export function useList<T>(project: string, path: string, options: ListOptions = {}) {
  const { query = {}, limit = 50 } = options;
  return usePages<T>(keys.of(project, path, { ...query, limit }), projectPath(project, path), options);
}

/** Like `useList`, for lists outside a project. */
export function usePages<T>(key: QueryKey, path: string, options: ListOptions = {}) {
  const { query = {}, limit = 50 } = options;
  const found = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => get<List<T>>(path, { ...query, limit, starting_after: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor || undefined,
    enabled: options.enabled ?? true,
    refetchInterval: options.refetchInterval ?? false,
  });
  return { ...found, items: found.data?.pages.flatMap((page) => page.data) ?? [] };
}
