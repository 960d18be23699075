import { createContext, useContext, useReducer } from "react";
import type { ConversationStore } from "../store/conversation.js";

/** The texts in a conversation that are not sent yet. They stay while another conversation is open. */
export interface Drafts {
  /** The text in the message field. */
  message: string;
  /** Edited messages, by ID. */
  edits: Map<string, string>;
  /** Comments on replies, by ID. */
  comments: Map<string, string>;
}

const all = new WeakMap<ConversationStore, Drafts>();

/** Returns the drafts of a conversation. */
export function draftsOf(store: ConversationStore): Drafts {
  const drafts = all.get(store) ?? { message: "", edits: new Map(), comments: new Map() };
  all.set(store, drafts);
  return drafts;
}

/** The drafts of the open conversation. */
export const DraftsContext = createContext<Drafts>({ message: "", edits: new Map(), comments: new Map() });

/** Returns the draft that belongs to a message, if there is one, and a function that changes or drops it. */
export function useDraft(kind: "edits" | "comments", id: string) {
  const drafts = useContext(DraftsContext)[kind];
  const [, render] = useReducer((count: number) => count + 1, 0);
  const setDraft = (text: string | undefined): void => {
    if (text === undefined) drafts.delete(id);
    else drafts.set(id, text);
    render();
  };
  return [drafts.get(id), setDraft] as const;
}
