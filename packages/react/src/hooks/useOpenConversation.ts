import type { Message } from "@proficient/client";
import { useCallback, useEffect, useRef, useState } from "react";
import { ConversationStore } from "../store/conversation.js";
import { loadLastConversation, saveLastConversation } from "./lastConversation.js";
import { useSession } from "./ProficientProvider.js";
import type { UseInteractions } from "./useInteractions.js";

/** Maximum length of the title that a conversation gets from its first message. */
const MAX_TITLE_LENGTH = 60;

/** Returns the open conversation, at first the tab's last one or else the newest, and a function to open another one. */
export function useOpenConversation(agentId: string, list: UseInteractions, autoAsk: boolean) {
  const session = useSession();
  const latest = useRef(list);
  latest.current = list;
  const [store, setStore] = useState<ConversationStore>();

  const createStore = useCallback(
    (interactionId?: string, messages?: readonly Message[]) =>
      new ConversationStore(session, {
        interactionId,
        messages,
        autoAsk,
        create: () => latest.current.create(),
        onSent: ({ interactionId: id, content }, isFirst) => {
          saveLastConversation(agentId, id);
          const name = latest.current.interactions.find((one) => one.id === id)?.name;
          if (isFirst && name === "") latest.current.rename(id, toTitle(content));
        },
      }),
    [session, agentId, autoAsk],
  );

  const open = useCallback(
    (interactionId?: string, messages?: readonly Message[]) => {
      if (interactionId !== undefined) saveLastConversation(agentId, interactionId);
      setStore(createStore(interactionId, messages));
    },
    [createStore, agentId],
  );

  const isReady = list.status === "ready";
  useEffect(() => {
    if (!isReady) return;
    const { interactions } = latest.current;
    const lastId = loadLastConversation(agentId);
    const initial = interactions.find(({ id }) => id === lastId) ?? interactions.find(({ archived }) => !archived);
    setStore(createStore(initial?.id));
  }, [isReady, createStore, agentId]);

  return { store, open };
}

function toTitle(content: string): string {
  const line = content.trim().replace(/\s+/g, " ");
  const characters = [...line];
  return characters.length <= MAX_TITLE_LENGTH ? line : `${characters.slice(0, MAX_TITLE_LENGTH - 1).join("")}…`;
}
