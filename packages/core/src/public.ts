// What both clients publish. Everything else that they publish is specific to one of them.
export {
  ConflictError,
  type ErrorDetails,
  ForbiddenError,
  InvalidCredentialsError,
  InvalidRequestError,
  PayloadTooLargeError,
  ProficientConnectionError,
  ProficientError,
  ProficientTimeoutError,
  RateLimitedError,
  ResourceNotFoundError,
  UnavailableError,
  UnknownError,
} from "./errors.js";
export type { ListMessagesParams } from "./messages.js";
export type { RequestOptions, Supplier } from "./options.js";
export type { Page, PageParams } from "./pagination.js";
export type {
  Agent,
  Appearance,
  FinishReason,
  Interaction,
  Message,
  MessagePart,
  MessageStatus,
  Rating,
  Side,
  ToolCallState,
  UpdateUserParams,
  User,
} from "./types.js";
