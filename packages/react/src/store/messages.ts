import type { Message, ProficientClient } from "@proficient/client";

/** Loads all messages of an interaction, since the message tree needs all of them. */
export async function loadAllMessages(
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

/** Merges loaded messages into known ones. Keeps the text of streaming replies and drops messages deleted elsewhere. */
export function mergeMessages(known: readonly Message[], loaded: readonly Message[]): Message[] {
  const byId = new Map(known.map((message) => [message.id, message]));
  const ids = new Set(loaded.map(({ id }) => id));
  // Messages created while the list was loading are not in it.
  const newest = loaded.at(-1)?.createdAt ?? 0;
  const later = known.filter(({ id, createdAt }) => !ids.has(id) && createdAt >= newest);
  const merged = loaded.map((message) => {
    const ours = byId.get(message.id);
    return message.status === "in_progress" && ours ? ours : message;
  });
  return [...merged, ...later];
}
