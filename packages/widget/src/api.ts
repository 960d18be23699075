import type { ProblemKind, Rating } from "@proficient/react";
import type { GivenSettings, Identity } from "./settings.js";

/** The API that pages call as `window.Proficient`. */
export interface ProficientWidget {
  /**
   * Starts the widget, or changes its settings. These come before those of the script tag, its URL and
   * `window.ProficientSettings`.
   */
  start(settings?: GivenSettings): void;
  /** Removes the widget from the page and what this tab remembers of the user, until `start` is called. */
  shutdown(): void;
  /** Opens the chat. With `message`, the text is in the message field; with `send` too, it is sent. */
  open(options?: OpenOptions): void;
  close(): void;
  /** Sets the signed-in user. The previous user's chat disappears at once. */
  identify(identity: Identity): void;
  /** Clears the signed-in user and what this tab remembers of them. The chat and its button disappear. */
  logout(): void;
  /** Calls the handler at each event. Returns a function that stops this. */
  on<Name extends EventName>(name: Name, handler: (detail: WidgetEvents[Name]) => void): () => void;
}

export interface OpenOptions {
  message?: string;
  send?: boolean;
}

interface AgentDetail {
  agentId: string;
}

interface MessageDetail extends AgentDetail {
  interactionId: string;
  messageId: string;
}

/** What the handlers of events receive: IDs and states, and neither texts nor anything secret. */
export interface WidgetEvents {
  /** The button of the chat has appeared, for this user. */
  ready: AgentDetail;
  open: AgentDetail;
  close: AgentDetail;
  /** The user's message was stored. */
  message: MessageDetail;
  /** A reply that the user has asked for in this tab has ended. */
  reply: MessageDetail & { parentId: string | null; status: "completed" | "cancelled" | "failed" };
  /** The user has rated a reply, or taken the rating back (`null`). */
  feedback: MessageDetail & { rating: Rating | null };
  /** The chat shows a problem. */
  error: AgentDetail & { kind: ProblemKind };
}

export type EventName = keyof WidgetEvents;

declare global {
  interface Window {
    Proficient?: ProficientWidget;
    ProficientSettings?: GivenSettings;
  }
}
