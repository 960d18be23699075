export type { CamelCase, CamelCased } from "./case.js";
export * from "./errors.js";
export * from "./options.js";
export { iterate, type Page, type PageParams } from "./page.js";
export { type ListenOptions, type ReplyError, type ReplyEvent, ReplyFailedError, ReplyStream } from "./stream.js";
export { type Call, type Credentials, type Opened, path, Transport } from "./transport.js";
export type {
  Agent,
  AskMessageParams,
  CreatedInteraction,
  CreateInteractionParams,
  CreateMessageParams,
  Interaction,
  Known,
  Message,
  MessageStatus,
  Schemas,
  Side,
  UpdateInteractionParams,
  UpdateUserParams,
  User,
} from "./types.js";
