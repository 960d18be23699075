import type { Message } from "@proficient/client";
import { useCallback, useEffect, useRef, useState } from "react";
import type { UseInteractions } from "../hooks/hooks.js";
import { useConnection } from "../hooks/provider.js";
import { ConversationStore } from "../store/conversation.js";
import { recall, remember } from "./memory.js";

/** So long may the name be that a conversation gets from its first message. */
const NAME = 60;

/** Which conversation is open. At first the one that this tab showed last, else the newest. */
export function useOpen(agentId: string, list: UseInteractions, autoAsk: boolean) {
  const connection = useConnection();
  const latest = useRef(list);
  latest.current = list;
  const [store, setStore] = useState<ConversationStore>();

  const make = useCallback(
    (interactionId?: string, messages?: readonly Message[]) =>
      new ConversationStore(connection, {
        interactionId,
        messages,
        autoAsk,
        create: () => latest.current.create(),
        sent: ({ interactionId: id, content }, isFirst) => {
          remember(agentId, id);
          const name = latest.current.interactions.find((one) => one.id === id)?.name;
          // A list of conversations without names helps nobody.
          if (isFirst && name === "") latest.current.rename(id, title(content));
        },
      }),
    [connection, agentId, autoAsk],
  );

  const open = useCallback(
    (interactionId?: string, messages?: readonly Message[]) => {
      if (interactionId !== undefined) remember(agentId, interactionId);
      setStore(make(interactionId, messages));
    },
    [make, agentId],
  );

  const isReady = list.status === "ready";
  useEffect(() => {
    if (!isReady) return;
    const { interactions } = latest.current;
    const last = recall(agentId);
    const known = interactions.find(({ id }) => id === last) ?? interactions.find(({ archived }) => !archived);
    setStore(make(known?.id));
  }, [isReady, make, agentId]);

  return { store, open };
}

function title(content: string): string {
  const line = content.trim().replace(/\s+/g, " ");
  const characters = [...line];
  return characters.length <= NAME ? line : `${characters.slice(0, NAME - 1).join("")}…`;
}
