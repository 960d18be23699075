import {
  type Agent,
  iterate,
  type Page,
  type PageParams,
  path,
  type RequestOptions,
  type Transport,
} from "@proficient/core";

/** Whom users can talk to. */
export class Agents {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** The project's agents, newest first; inactive ones too. */
  list(params: PageParams = {}, options?: RequestOptions): Promise<Page<Agent>> {
    return this.#transport.send({ method: "GET", path: "/agents", query: params }, options);
  }

  /** All of `list`, page by page. */
  iterate(params: PageParams = {}, options?: RequestOptions): AsyncGenerator<Agent, void, undefined> {
    return iterate((page) => this.list(page, options), params);
  }

  get(id: string, options?: RequestOptions): Promise<Agent> {
    return this.#transport.send({ method: "GET", path: path`/agents/${id}` }, options);
  }
}
