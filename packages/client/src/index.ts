export {
  type Agents,
  type AskMessageParams,
  type CreatedInteraction,
  type CreateInteractionParams,
  type CreateMessageParams,
  type CreateTurnParams,
  externalIdProblem,
  type FeedbackParams,
  newClientId,
  PartCollector,
  type ReplyError,
  type ReplyEvent,
  ReplyFailedError,
  ReplyStream,
  type Turn,
  type TurnEvent,
  TurnStream,
  type UpdateInteractionParams,
  type Users,
} from "@proficient/core";
export * from "@proficient/core/public";
export { ProficientClient } from "./client.js";
export type { Interactions, ListInteractionsParams } from "./interactions.js";
export type { Messages, ResumeParams, StreamOptions } from "./messages.js";
export type { ClientOptions } from "./options.js";
export type { Turns } from "./turns.js";
