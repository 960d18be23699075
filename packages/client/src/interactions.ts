import {
  type CreatedInteraction,
  type CreateInteractionParams,
  type Interaction,
  InteractionResource,
  type PageParams,
  path,
  type RequestOptions,
  type UpdateInteractionParams,
  withClientId,
} from "@proficient/core";

/** Which interactions to list. */
export interface ListInteractionsParams extends PageParams {
  /** Only interactions with this agent. */
  agentId?: string | undefined;
}

/** The user's conversations. */
export class Interactions extends InteractionResource<ListInteractionsParams> {
  /**
   * Creates an interaction. `messages` holds the agent's greeting if the agent sends the first message. Another call
   * with the same `clientId` returns the same interaction.
   */
  create(params: CreateInteractionParams, options?: RequestOptions): Promise<CreatedInteraction> {
    return this.createOnce("/interactions", withClientId(params), options);
  }

  /** Updates an interaction. Fields that are left out keep their value. */
  update(id: string, params: UpdateInteractionParams, options?: RequestOptions): Promise<Interaction> {
    return this.write(path`/interactions/${id}`, params, options);
  }
}
