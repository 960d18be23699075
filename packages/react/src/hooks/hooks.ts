import type { Message } from "@proficient/client";
import { useMemo } from "react";
import { type AgentState, AgentStore } from "../store/agent.js";
import { ConversationStore } from "../store/conversation.js";
import type { ConversationState } from "../store/conversationState.js";
import { type InteractionsState, InteractionsStore } from "../store/interactions.js";
import { path, type Step } from "../store/tree.js";
import { useConnection } from "./provider.js";
import { useStore } from "./useStore.js";

type Actions<Store, Names extends keyof Store> = Pick<Store, Names>;

/** What `useAgent` gives. */
export type UseAgent = AgentState & Actions<AgentStore, "load">;

/** The agent, as users see it. */
export function useAgent(agentId: string): UseAgent {
  const connection = useConnection();
  const store = useMemo(() => new AgentStore(connection, agentId), [connection, agentId]);
  return { ...useStore(store), load: store.load };
}

/** What `useInteractions` gives. */
export type UseInteractions = InteractionsState &
  Actions<InteractionsStore, "load" | "loadMore" | "create" | "rename" | "archive" | "remove" | "dismissProblem">;

/** The user's interactions with an agent, and what can be done with them. */
export function useInteractions(agentId: string): UseInteractions {
  const connection = useConnection();
  const store = useMemo(() => new InteractionsStore(connection, agentId), [connection, agentId]);
  const { load, loadMore, create, rename, archive, remove, dismissProblem } = store;
  return { ...useStore(store), load, loadMore, create, rename, archive, remove, dismissProblem };
}

/** What `useInteraction` gives. */
export type UseInteraction = ConversationState &
  Actions<ConversationStore, "load" | "send" | "edit" | "resend" | "takeBack" | "ask" | "stop" | "choose" | "rate"> & {
    /** The visible branch. */
    path: Step[];
    /** The reply that is just being written on it. */
    writing: Message | undefined;
  };

/** One interaction, and what can be done in it. */
export function useInteraction(interactionId: string, options: { autoAsk?: boolean } = {}): UseInteraction {
  const connection = useConnection();
  const { autoAsk } = options;
  const store = useMemo(
    () => new ConversationStore(connection, { interactionId, autoAsk }),
    [connection, interactionId, autoAsk],
  );
  return useConversation(store);
}

/** The same of a store that is there already. */
export function useConversation(store: ConversationStore): UseInteraction {
  const state = useStore(store);
  const steps = useMemo(() => path(state.messages, state.choices), [state.messages, state.choices]);
  const writing = steps.find(({ message }) => message.status === "in_progress")?.message;
  const { load, send, edit, resend, takeBack, ask, stop, choose, rate } = store;
  return { ...state, path: steps, writing, load, send, edit, resend, takeBack, ask, stop, choose, rate };
}
