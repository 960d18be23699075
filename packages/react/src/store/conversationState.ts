import type { Interaction, Message } from "@proficient/client";
import type { Problem } from "./problem.js";
import type { Choices } from "./tree.js";

/** What the user said and the server does not have yet. */
export interface Outgoing {
  content: string;
  parentId: string | null;
  /** Why it was not sent; absent while it is on its way. */
  problem?: Problem;
}

export interface ConversationState {
  /** Absent until something is said in a conversation that begins with it. */
  interactionId: string | undefined;
  status: "loading" | "ready" | "failed" | "gone";
  /** All branches, a parent before its children. */
  messages: readonly Message[];
  /** Which branch is visible. */
  choices: Choices;
  outgoing: Outgoing | undefined;
  /** The message that the agent was asked to reply to, until the reply is there. */
  asking: string | undefined;
  /** By the message that it happened at. */
  problems: Readonly<Record<string, Problem>>;
  /** Why the conversation could not be loaded. */
  problem: Problem | undefined;
}

export interface ConversationOptions {
  interactionId?: string | undefined;
  /** What is known to be in it, so that nothing has to be loaded. */
  messages?: readonly Message[] | undefined;
  /** Whether the agent replies to what is sent without being asked. Default: true. */
  autoAsk?: boolean | undefined;
  /** Begins an interaction, if there is none yet. */
  create?: (() => Promise<{ interaction: Interaction; messages: Message[] }>) | undefined;
  /** Hears what was sent. */
  sent?: ((message: Message, isFirst: boolean) => void) | undefined;
}
