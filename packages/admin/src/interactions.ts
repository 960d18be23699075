import { InteractionResource, type PageParams } from "@proficient/core";

/** Which interactions to list. */
export interface ListInteractionsParams extends PageParams {
  /** Only interactions with this agent. */
  agentId?: string | undefined;
  /** Only interactions of this user. */
  userId?: string | undefined;
}

/** The conversations of all users. */
export class Interactions extends InteractionResource<ListInteractionsParams> {}
