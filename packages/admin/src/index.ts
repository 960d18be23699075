export * from "@proficient/core/public";
export type { Agents } from "./agents.js";
export { type ClientOptions, ProficientClient } from "./client.js";
export { userHmac } from "./hmac.js";
export type { Interactions, ListInteractionsParams } from "./interactions.js";
export type { Messages } from "./messages.js";
export type { ModelList, ProjectSettings } from "./project.js";
export type * from "./types.js";
export type { ListUsersParams, Users } from "./users.js";
