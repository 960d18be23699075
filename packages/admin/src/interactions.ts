import {
  type Interaction,
  iterate,
  type Page,
  type PageParams,
  path,
  type RequestOptions,
  Resource,
} from "@proficient/core";

/** Which interactions to list. */
export interface ListInteractionsParams extends PageParams {
  /** Only those with this agent. */
  agentId?: string | undefined;
  /** Only those of this user. */
  userId?: string | undefined;
}

/** The conversations of all users. */
export class Interactions extends Resource {
  /** A page of them, newest first. */
  list(params: ListInteractionsParams = {}, options?: RequestOptions): Promise<Page<Interaction>> {
    return this.read("/interactions", params, options);
  }

  /** All of `list`, page by page. */
  iterate(params: ListInteractionsParams = {}, options?: RequestOptions): AsyncGenerator<Interaction, void, undefined> {
    return iterate((page) => this.list(page, options), params);
  }

  /** One of them. */
  get(id: string, options?: RequestOptions): Promise<Interaction> {
    return this.read(path`/interactions/${id}`, undefined, options);
  }

  /** Deletes it with its messages, and gives it as it was. */
  delete(id: string, options?: RequestOptions): Promise<Interaction> {
    return this.remove(path`/interactions/${id}`, options);
  }
}
