import type { RequestOptions } from "./options.js";
import { iterate, type Page, type PageParams } from "./pagination.js";
import { Resource } from "./resource.js";
import { path } from "./transport.js";
import type { Agent } from "./types.js";

/** The assistants your users can talk to. */
export class Agents extends Resource {
  /** Lists the project's agents, newest first, including inactive ones. Returns up to 1,000 without `limit`. */
  list(params: PageParams = {}, options?: RequestOptions): Promise<Page<Agent>> {
    return this.read("/agents", params, options);
  }

  /** Iterates over all agents and fetches pages as needed. */
  iterate(params: PageParams = {}, options?: RequestOptions): AsyncGenerator<Agent, void, undefined> {
    return iterate((page) => this.list(page, options), params);
  }

  /** Returns an agent. */
  get(id: string, options?: RequestOptions): Promise<Agent> {
    return this.read(path`/agents/${id}`, undefined, options);
  }
}
