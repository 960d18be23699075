import { useQuery } from "@tanstack/react-query";
import { get } from "../../api/call";
import { queries } from "../../api/client";
import { below, keys } from "../../api/keys";
import type { List, MonitoredMessage } from "../../api/types";

interface Known {
  messages: MonitoredMessage[];
  /** When all of them were fetched; since then only what is new. */
  at: number;
}

/** After so long, all are fetched anew: ratings change without a new message. */
const WHOLE_EVERY = 60_000;
/** How often it is looked for something new while the page is visible. */
const LOOK_EVERY = 3_000;

/** The messages of a conversation with all its branches, and what comes while one reads. */
export function useMessages(projectId: string, interactionId: string) {
  const path = `/interactions/${encodeURIComponent(interactionId)}/messages`;
  const queryKey = keys.of(projectId, path);
  return useQuery({
    queryKey,
    queryFn: async ({ signal }): Promise<Known> => {
      const known = queries.getQueryData<Known>(queryKey);
      const fresh = known && Date.now() - known.at < WHOLE_EVERY ? known : { messages: [], at: Date.now() };
      const kept = settled(fresh.messages);
      const messages = [...kept];
      for (;;) {
        const query = { starting_after: messages.at(-1)?.id };
        const page = await get<List<MonitoredMessage>>(below(projectId, path), query, signal);
        messages.push(...page.data);
        if (!page.has_more || page.data.length === 0) return { messages, at: fresh.at };
      }
    },
    refetchInterval: LOOK_EVERY,
    staleTime: 0,
    // A long conversation needs not be kept once it is left.
    gcTime: 30_000,
  });
}

/** Those before the first that is still being written: what follows may still change. */
function settled(messages: readonly MonitoredMessage[]): readonly MonitoredMessage[] {
  const first = messages.findIndex(({ status }) => status === "in_progress");
  return first === -1 ? messages : messages.slice(0, first);
}
