import { useQuery } from "@tanstack/react-query";
import { get } from "../../api/call";
import { queries } from "../../api/client";
import { keys, projectPath } from "../../api/keys";
import type { List, MonitoredMessage } from "../../api/types";

interface Cached {
  messages: MonitoredMessage[];
  /** When the full list was fetched. Later fetches only add new messages. */
  at: number;
}

/** Interval for refetching the full list: ratings change without new messages. */
const REFETCH_INTERVAL = 60_000;
/** Interval for fetching new messages while the page is visible. */
const POLL_INTERVAL = 3_000;

/** Loads all messages of a conversation and polls for new ones. */
export function useMessages(projectId: string, interactionId: string) {
  const path = `/interactions/${encodeURIComponent(interactionId)}/messages`;
  const queryKey = keys.of(projectId, path);
  return useQuery({
    queryKey,
    queryFn: async ({ signal }): Promise<Cached> => {
      const cached = queries.getQueryData<Cached>(queryKey);
      const base = cached && Date.now() - cached.at < REFETCH_INTERVAL ? cached : { messages: [], at: Date.now() };
      const kept = settled(base.messages);
      const messages = [...kept];
      for (;;) {
        const query = { starting_after: messages.at(-1)?.id };
        const page = await get<List<MonitoredMessage>>(projectPath(projectId, path), query, signal);
        messages.push(...page.data);
        if (!page.has_more || page.data.length === 0) return { messages, at: base.at };
      }
    },
    refetchInterval: POLL_INTERVAL,
    staleTime: 0,
    // Long conversations are dropped soon after leaving the page.
    gcTime: 30_000,
  });
}

/** Returns the messages before the first unfinished one; later ones may still change. */
function settled(messages: readonly MonitoredMessage[]): readonly MonitoredMessage[] {
  const first = messages.findIndex(({ status }) => status === "in_progress");
  return first === -1 ? messages : messages.slice(0, first);
}
