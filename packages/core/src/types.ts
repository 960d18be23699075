// The objects of the API, from its specification. Where that says in words which strings are possible, or that a field
// is always there, it is said here in types.
import type { CamelCased } from "./case.js";
import type { components } from "./openapi.js";

export type Schemas = components["schemas"];

/** An object of the API with some fields known better. */
export type Known<Name extends keyof Schemas, Better> = Omit<CamelCased<Schemas[Name]>, keyof Better> & Better;

/** Who speaks first in an interaction, or sent a message. */
export type Side = "user" | "agent";

/** What has become of a message. A user's message is always `completed`. */
export type MessageStatus = "completed" | "in_progress" | "cancelled" | "failed";

/** Somebody users talk to. */
export type Agent = Known<"Agent", { object: "agent" }>;

/** Somebody who uses your app. */
export type User = Known<"User", { object: "user" }>;

/** A conversation of one user with one agent. */
export type Interaction = Known<"Interaction", { object: "interaction"; initialTurn: Side }>;

/** What the user thinks of a reply. */
export type Rating = "up" | "down";

/** One message of an interaction's tree. */
export type Message = Known<
  "Message",
  {
    object: "message";
    sentBy: Side;
    status: MessageStatus;
    parentId: string | null;
    /** What the user thinks of it; absent if it was not rated. */
    feedback?: Known<"Feedback", { rating: Rating }>;
  }
>;

/** An interaction that has just begun, and the agent's greeting if it speaks first. */
export interface CreatedInteraction {
  interaction: Interaction;
  messages: Message[];
}

export type UpdateInteractionParams = CamelCased<Schemas["UpdateInteraction"]>;
export type UpdateUserParams = CamelCased<Schemas["UpdateUser"]>;
export type CreateInteractionParams = CamelCased<Schemas["CreateInteraction"]>;
export type CreateMessageParams = CamelCased<Schemas["CreateMessage"]>;
export type AskMessageParams = CamelCased<Schemas["AskMessage"]>;
export type FeedbackParams = CamelCased<Schemas["RateMessage"]>;
