export { Agents } from "./agents.js";
export type { CamelCase, CamelCased } from "./case.js";
export * from "./errors.js";
export * from "./options.js";
export { iterate, type Page, type PageParams } from "./page.js";
export { Resource } from "./resource.js";
export { type ListenOptions, type ReplyError, type ReplyEvent, ReplyFailedError, ReplyStream } from "./stream.js";
export { type Call, type Credentials, type Opened, path, Transport } from "./transport.js";
export type {
  Agent,
  AskMessageParams,
  CreatedInteraction,
  CreateInteractionParams,
  CreateMessageParams,
  FeedbackParams,
  Interaction,
  Known,
  Message,
  MessageStatus,
  Rating,
  Schemas,
  Side,
  UpdateInteractionParams,
  UpdateUserParams,
  User,
} from "./types.js";
export { Users } from "./users.js";
