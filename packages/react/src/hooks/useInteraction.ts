import type { Message } from "@proficient/client";
import { useMemo } from "react";
import { ConversationStore } from "../store/conversation.js";
import type { ConversationState } from "../store/conversationState.js";
import { type Step, visiblePath } from "../store/messageTree.js";
import { useSession } from "./ProficientProvider.js";
import { useStore } from "./useStore.js";

/** The return value of `useInteraction`. */
export type UseInteraction = ConversationState &
  Pick<ConversationStore, "load" | "send" | "edit" | "resend" | "takeBack" | "ask" | "stop" | "choose" | "rate"> & {
    /** The visible branch. */
    path: Step[];
    /** The reply in progress on the visible branch. */
    writing: Message | undefined;
  };

/** Returns an interaction and the actions on it. */
export function useInteraction(interactionId: string, options: { autoAsk?: boolean } = {}): UseInteraction {
  const session = useSession();
  const { autoAsk } = options;
  const store = useMemo(
    () => new ConversationStore(session, { interactionId, autoAsk }),
    [session, interactionId, autoAsk],
  );
  return useConversation(store);
}

/** Like `useInteraction`, but for an existing store. */
export function useConversation(store: ConversationStore): UseInteraction {
  const state = useStore(store);
  const steps = useMemo(() => visiblePath(state.messages, state.choices), [state.messages, state.choices]);
  const writing = steps.find(({ message }) => message.status === "in_progress")?.message;
  const { load, send, edit, resend, takeBack, ask, stop, choose, rate } = store;
  return { ...state, path: steps, writing, load, send, edit, resend, takeBack, ask, stop, choose, rate };
}
