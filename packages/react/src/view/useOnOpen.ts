import { useEffect, useRef } from "react";
import type { ConversationStore } from "../store/conversation.js";

/** Tells which conversation is open, also when it is begun with its first message. */
export function useOnOpen(
  store: ConversationStore | undefined,
  onOpen: ((interactionId: string | undefined) => void) | undefined,
): void {
  const latest = useRef(onOpen);
  latest.current = onOpen;
  useEffect(() => {
    if (!store) return;
    let told: string | undefined | null = null;
    const tell = () => {
      const { interactionId } = store.get();
      if (interactionId === told) return;
      told = interactionId;
      latest.current?.(interactionId);
    };
    tell();
    return store.subscribe(tell);
  }, [store]);
}
