export {
  type Agent,
  ConflictError,
  type ErrorDetails,
  ForbiddenError,
  type Interaction,
  InvalidCredentialsError,
  InvalidRequestError,
  type ListMessagesParams,
  type Message,
  type MessageStatus,
  type Page,
  type PageParams,
  PayloadTooLargeError,
  ProficientConnectionError,
  ProficientError,
  ProficientTimeoutError,
  RateLimitedError,
  type Rating,
  type RequestOptions,
  ResourceNotFoundError,
  type Side,
  type Supplier,
  UnavailableError,
  UnknownError,
  type UpdateUserParams,
  type User,
} from "@proficient/core";
export type { Agents } from "./agents.js";
export { type ClientOptions, ProficientClient } from "./client.js";
export { userHmac } from "./hmac.js";
export type { Interactions, ListInteractionsParams } from "./interactions.js";
export type { Messages } from "./messages.js";
export type { ModelList, ProjectSettings } from "./project.js";
export type * from "./types.js";
export type { ListUsersParams, Users } from "./users.js";
