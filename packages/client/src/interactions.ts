import {
  type CreatedInteraction,
  type CreateInteractionParams,
  type Interaction,
  iterate,
  type Page,
  type PageParams,
  path,
  type RequestOptions,
  Resource,
  type UpdateInteractionParams,
} from "@proficient/core";

/** Which interactions to list. */
export interface ListInteractionsParams extends PageParams {
  /** Only those with this agent. */
  agentId?: string | undefined;
}

/** The user's conversations. */
export class Interactions extends Resource {
  /** A page of the user's interactions, newest first. */
  list(params: ListInteractionsParams = {}, options?: RequestOptions): Promise<Page<Interaction>> {
    return this.read("/interactions", params, options);
  }

  /** All of `list`, page by page. */
  iterate(params: ListInteractionsParams = {}, options?: RequestOptions): AsyncGenerator<Interaction, void, undefined> {
    return iterate((page) => this.list(page, options), params);
  }

  /** Begins one. `messages` holds the agent's greeting, if it speaks first. */
  create(params: CreateInteractionParams, options?: RequestOptions): Promise<CreatedInteraction> {
    return this.write("/interactions", params, options);
  }

  /** One of them. */
  get(id: string, options?: RequestOptions): Promise<Interaction> {
    return this.read(path`/interactions/${id}`, undefined, options);
  }

  /** Only the fields that are given change. */
  update(id: string, params: UpdateInteractionParams, options?: RequestOptions): Promise<Interaction> {
    return this.write(path`/interactions/${id}`, params, options);
  }

  /** Deletes it with its messages, and gives it as it was. */
  delete(id: string, options?: RequestOptions): Promise<Interaction> {
    return this.remove(path`/interactions/${id}`, options);
  }
}
