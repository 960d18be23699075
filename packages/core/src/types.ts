// The API's objects, derived from its specification. Adds what the specification only says in prose: which strings a
// field can hold, and which fields are always present.
import type { CamelCased } from "./case.js";
import type { components } from "./openapi.js";

export type Schemas = components["schemas"];

/** A schema of the API with more precise types for some fields. */
export type ApiObject<Name extends keyof Schemas, Fields> = Omit<CamelCased<Schemas[Name]>, keyof Fields> & Fields;

/** Who sends the first message of an interaction, or who sent a message. */
export type Side = "user" | "agent";

/** The status of a message. A user's message is always `completed`. */
export type MessageStatus = "completed" | "in_progress" | "cancelled" | "failed";

/** Why a reply ended. `length` and `content_filter`: it was cut off, and the text so far is kept. */
export type FinishReason = "stop" | "length" | "content_filter" | "tool_calls" | "cancelled" | "error";

/** The state of a tool call. `waiting`: for somebody's consent or answer. */
export type ToolCallState = "running" | "waiting" | "done" | "failed" | "denied";

/** A part of a message. Ignore types that you don't know: later servers may have more. */
export type MessagePart =
  | { type: "text"; text: string }
  /** What the model thought before it replied. Not part of `content`. `durationMs` is `null` while it thinks. */
  | { type: "reasoning"; text: string; durationMs?: number | null }
  | ({ type: "tool_call" } & ApiObject<"ToolCall", { state: ToolCallState; arguments: unknown }>)
  | { type: "file"; attachmentId: string; name: string; mediaType: string; size: number }
  | { type: "source"; index: number; documentId: string; title: string; url: string; quote: string };

/** An assistant your users can talk to. */
export type Agent = ApiObject<"Agent", { object: "agent"; appearance: Appearance }>;

/** Optional fields that are absent rather than `null`, at every level. */
type WithoutNull<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { [Key in keyof T]: WithoutNull<Exclude<T[Key], null>> }
    : T;

/** How an agent appears in the chat. Fields that its owner has not set are absent. */
export type Appearance = WithoutNull<CamelCased<Schemas["Appearance"]>>;

/** A person who uses your app. */
export type User = ApiObject<"User", { object: "user" }>;

/** A conversation between a user and an agent. */
export type Interaction = ApiObject<"Interaction", { object: "interaction"; initialTurn: Side }>;

/** The user's rating of a reply. */
export type Rating = "up" | "down";

/** A message in an interaction's message tree. */
export type Message = ApiObject<
  "Message",
  {
    object: "message";
    sentBy: Side;
    status: MessageStatus;
    parentId: string | null;
    /** The text, the reasoning and whatever else the message consists of, in order. */
    parts: MessagePart[];
    /** Why the reply ended. `null` while it is being written, and for users' messages. */
    finishReason: FinishReason | null;
    /** The user's rating. Absent if the message was not rated. */
    feedback?: ApiObject<"Feedback", { rating: Rating }>;
  }
>;

/** A user's message and the reply to it. */
export interface Turn {
  /** The interaction, as it is after the reply. */
  interaction: Interaction;
  message: Message;
  reply: Message;
}

/** A new interaction, with the agent's greeting if the agent sends the first message. */
export interface CreatedInteraction {
  interaction: Interaction;
  messages: Message[];
}

export type UpdateInteractionParams = CamelCased<Schemas["UpdateInteraction"]>;
export type UpdateUserParams = CamelCased<Schemas["UpdateUser"]>;
export type CreateInteractionParams = CamelCased<Schemas["CreateInteraction"]>;
export type CreateMessageParams = CamelCased<Schemas["CreateMessage"]>;
export type CreateTurnParams = CamelCased<Schemas["CreateTurn"]>;
export type AskMessageParams = CamelCased<Schemas["AskMessage"]>;
export type FeedbackParams = CamelCased<Schemas["RateMessage"]>;
