export { Agents } from "./agents.js";
export type { CamelCase, CamelCased } from "./case.js";
export { newClientId, withClientId } from "./clientId.js";
export * from "./errors.js";
export { externalIdProblem } from "./externalId.js";
export { InteractionResource } from "./interactions.js";
export { type ListMessagesParams, MessageResource } from "./messages.js";
export * from "./options.js";
export type { Page, PageParams } from "./pagination.js";
export { iterate } from "./pagination.js";
export { PartCollector } from "./parts.js";
export type { ReplyError, ReplyEvent, TurnEvent } from "./replyEvents.js";
export { Resource } from "./resource.js";
export {
  type ListenOptions,
  ReplyFailedError,
  type ReplySource,
  ReplyStream,
  TurnStream,
} from "./stream.js";
export { type ApiRequest, type Credentials, type EventStream, path, Transport } from "./transport.js";
export type {
  Agent,
  ApiObject,
  Appearance,
  AskMessageParams,
  CreatedInteraction,
  CreateInteractionParams,
  CreateMessageParams,
  CreateTurnParams,
  FeedbackParams,
  FinishReason,
  Interaction,
  Message,
  MessagePart,
  MessageStatus,
  Rating,
  Schemas,
  Side,
  ToolCallState,
  Turn,
  UpdateInteractionParams,
  UpdateUserParams,
  User,
} from "./types.js";
export { Users } from "./users.js";
