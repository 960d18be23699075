import type { Interaction, Message } from "@proficient/client";
import type { Choices } from "./messageTree.js";
import type { Problem } from "./problem.js";

/** An optimistic message: sent by the user, but not confirmed by the server yet. */
export interface Outgoing {
  content: string;
  parentId: string | null;
  /** The ID by which the server recognizes the message if it is sent again. */
  clientId: string;
  /** Why sending failed. Absent while the message is being sent. */
  problem?: Problem;
}

export interface ConversationState {
  /** Undefined in a new conversation until its first message is sent. */
  interactionId: string | undefined;
  status: "loading" | "ready" | "failed" | "gone";
  /** The messages of all branches, parents before their children. */
  messages: readonly Message[];
  /** Which branch is visible. */
  choices: Choices;
  outgoing: Outgoing | undefined;
  /** The message that the agent was asked to reply to, until the reply has been created. */
  asking: string | undefined;
  /** Problems by the ID of the message they belong to. */
  problems: Readonly<Record<string, Problem>>;
  /** Why ratings were not stored, by the ID of the reply. */
  ratingProblems: Readonly<Record<string, Problem>>;
  /** Why the conversation could not be loaded. */
  problem: Problem | undefined;
}

export interface ConversationOptions {
  /** Undefined for a new conversation, which begins with its first message to `agentId`. */
  interactionId?: string | undefined;
  agentId?: string | undefined;
  /** The interaction's messages, if they are known and need not be loaded. */
  messages?: readonly Message[] | undefined;
  /** Whether the agent is asked to reply to each message that is sent. Default: true. */
  autoAsk?: boolean | undefined;
  /** Called when a new conversation has started. */
  onCreated?: ((interaction: Interaction) => void) | undefined;
  /** Called after a message was sent. */
  onSent?: ((message: Message) => void) | undefined;
  /** Called once for each reply that this tab has asked for, when it has ended. */
  onReply?: ((reply: Message) => void) | undefined;
  /** Called after a rating of a reply was stored or removed. */
  onRated?: ((reply: Message) => void) | undefined;
  /**
   * Called when messages were loaded or sent, and when a reply has ended, with all messages that are known.
   * `isSettled` tells whether no message and no reply is on its way.
   */
  onMessages?: ((messages: readonly Message[], isSettled: boolean) => void) | undefined;
}
