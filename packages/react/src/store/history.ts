import type { Message, ProficientClient } from "@proficient/client";

/** All messages of an interaction, however many: the tree needs all of them. */
export async function loadAll(
  client: ProficientClient,
  interactionId: string,
  signal: AbortSignal,
): Promise<Message[]> {
  const loaded: Message[] = [];
  for (;;) {
    const startingAfter = loaded.at(-1)?.id;
    const { data, hasMore } = await client.messages.list({ interactionId, startingAfter }, { signal });
    loaded.push(...data);
    if (!hasMore || data.length === 0) return loaded;
  }
}

/** What was loaded, with the text of replies that are just being heard, and without what others deleted. */
export function merge(known: readonly Message[], loaded: readonly Message[]): Message[] {
  const byId = new Map(known.map((message) => [message.id, message]));
  const ids = new Set(loaded.map(({ id }) => id));
  // What was said while the list was on its way is not in it.
  const newest = loaded.at(-1)?.createdAt ?? 0;
  const later = known.filter(({ id, createdAt }) => !ids.has(id) && createdAt >= newest);
  const merged = loaded.map((message) => {
    const ours = byId.get(message.id);
    return message.status === "in_progress" && ours ? ours : message;
  });
  return [...merged, ...later];
}
