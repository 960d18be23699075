import type { Message } from "@proficient/client";
import { useCallback, useEffect, useRef, useState } from "react";
import { ConversationStore, outboxKey } from "../store/conversation.js";
import { sortByActivity } from "../store/interactions.js";
import { loadLastConversation, saveLastConversation } from "../store/lastConversation.js";
import { useSession } from "./ProficientProvider.js";
import type { UseInteractions } from "./useInteractions.js";

/** What happens in conversations, for the host. */
export interface ConversationCallbacks {
  /** Called after the user's message was stored. */
  onMessage?: ((message: Message) => void) | undefined;
  /** Called once for each reply that the user has asked for in this tab, when it has ended. */
  onReply?: ((reply: Message) => void) | undefined;
  /** Called after the user has rated a reply, or taken the rating back. */
  onFeedback?: ((reply: Message) => void) | undefined;
}

/**
 * Returns the open conversation, at first the tab's last one or else the most recent, and functions to open another one, to
 * forget a deleted one, and to look at the new one that has not started yet, or at any one. A conversation that is
 * opened again has the same store, with its unsent messages.
 */
export function useOpenConversation(
  agentId: string,
  list: UseInteractions,
  autoAsk: boolean,
  callbacks: ConversationCallbacks = {},
) {
  const session = useSession();
  const latest = useRef(list);
  latest.current = list;
  const notify = useRef(callbacks);
  notify.current = callbacks;
  const [store, setStore] = useState<ConversationStore>();
  /** By interaction ID; `undefined` for the new conversation. */
  const stores = useRef(new Map<string | undefined, ConversationStore>());

  const getStore = useCallback(
    (interactionId?: string, messages?: readonly Message[]) => {
      const known = stores.current.get(interactionId);
      if (known) return known;
      const created: ConversationStore = new ConversationStore(session, {
        interactionId,
        agentId,
        messages,
        autoAsk,
        onCreated: (interaction) => {
          stores.current.delete(undefined);
          stores.current.set(interaction.id, created);
          saveLastConversation(agentId, interaction.id);
          latest.current.add(interaction);
        },
        onSent: (message) => {
          saveLastConversation(agentId, message.interactionId);
          latest.current.noteActivity(message.interactionId, message.createdAt);
          callHost(notify.current.onMessage, message);
        },
        onReply: (reply) => callHost(notify.current.onReply, reply),
        onRated: (reply) => callHost(notify.current.onFeedback, reply),
        onMessages: (all, isSettled) => {
          const first = all.find(({ sentBy }) => sentBy === "user");
          const known = latest.current.interactions.find(({ id }) => id === first?.interactionId);
          if (first && !known?.name) latest.current.suggestName(first.interactionId, first.content, isSettled);
        },
      });
      stores.current.set(interactionId, created);
      return created;
    },
    [session, agentId, autoAsk],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: other options make other stores.
  useEffect(() => stores.current.clear(), [getStore]);

  const open = useCallback(
    (interactionId?: string, messages?: readonly Message[]) => {
      if (interactionId !== undefined) saveLastConversation(agentId, interactionId);
      setStore(getStore(interactionId, messages));
    },
    [getStore, agentId],
  );
  const forget = useCallback((interactionId: string) => stores.current.delete(interactionId), []);

  const newStore = useCallback(() => stores.current.get(undefined), []);

  const isReady = list.status === "ready";
  useEffect(() => {
    if (!isReady) return;
    const interactions = sortByActivity(latest.current);
    const lastId = loadLastConversation(agentId);
    const initial = interactions.find(({ id }) => id === lastId) ?? interactions.find(({ archived }) => !archived);
    // A reload may have interrupted the first message of a new conversation.
    const isNew = session.outbox.get(outboxKey({ agentId })) !== undefined;
    setStore(getStore(isNew ? undefined : initial?.id));
  }, [isReady, getStore, session, agentId]);

  return { store, open, forget, newStore, getStore };
}

/** Calls a callback of the host. If it throws, the conversation continues. */
function callHost(callback: ((message: Message) => void) | undefined, message: Message): void {
  try {
    callback?.(message);
  } catch (error) {
    console.error(error);
  }
}
