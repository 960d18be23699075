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

/** An assistant your users can talk to. */
export type Agent = ApiObject<"Agent", { object: "agent" }>;

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
    /** The user's rating. Absent if the message was not rated. */
    feedback?: ApiObject<"Feedback", { rating: Rating }>;
  }
>;

/** A new interaction, with the agent's greeting if the agent sends the first message. */
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
