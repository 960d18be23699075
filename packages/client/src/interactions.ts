import {
  type CreatedInteraction,
  type CreateInteractionParams,
  type Interaction,
  iterate,
  type Page,
  type PageParams,
  path,
  type RequestOptions,
  type Transport,
  type UpdateInteractionParams,
} from "@proficient/core";

/** Which interactions to list. */
export interface ListInteractionsParams extends PageParams {
  /** Only those with this agent. */
  agentId?: string | undefined;
}

/** The user's conversations. */
export class Interactions {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** A page of the user's interactions, newest first. */
  list(params: ListInteractionsParams = {}, options?: RequestOptions): Promise<Page<Interaction>> {
    return this.#transport.send({ method: "GET", path: "/interactions", query: params }, options);
  }

  /** All of `list`, page by page. */
  iterate(params: ListInteractionsParams = {}, options?: RequestOptions): AsyncGenerator<Interaction, void, undefined> {
    return iterate((page) => this.list(page, options), params);
  }

  /** Begins one. `messages` holds the agent's greeting, if it speaks first. */
  create(params: CreateInteractionParams, options?: RequestOptions): Promise<CreatedInteraction> {
    return this.#transport.send({ method: "POST", path: "/interactions", body: params }, options);
  }

  get(id: string, options?: RequestOptions): Promise<Interaction> {
    return this.#transport.send({ method: "GET", path: path`/interactions/${id}` }, options);
  }

  /** Only the fields that are given change. */
  update(id: string, params: UpdateInteractionParams, options?: RequestOptions): Promise<Interaction> {
    return this.#transport.send({ method: "POST", path: path`/interactions/${id}`, body: params }, options);
  }

  /** Deletes it with its messages, and gives it as it was. */
  delete(id: string, options?: RequestOptions): Promise<Interaction> {
    return this.#transport.send({ method: "DELETE", path: path`/interactions/${id}` }, options);
  }
}
