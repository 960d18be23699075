import { useEffect, useRef } from "react";
import type { ConversationStore } from "../store/conversation.js";

/** Reports which conversation is open, including a new one that gets its ID with the first message. */
export function useOnOpen(
  store: ConversationStore | undefined,
  onOpen: ((interactionId: string | undefined) => void) | undefined,
): void {
  const latest = useRef(onOpen);
  latest.current = onOpen;
  useEffect(() => {
    if (!store) return;
    // Null: nothing was reported yet.
    let reported: string | undefined | null = null;
    const report = () => {
      const { interactionId } = store.get();
      if (interactionId === reported) return;
      reported = interactionId;
      latest.current?.(interactionId);
    };
    report();
    return store.subscribe(report);
  }, [store]);
}
