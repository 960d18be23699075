import type { RequestOptions } from "./options.js";
import { iterate, type Page, type PageParams } from "./page.js";
import { Resource } from "./resource.js";
import { path } from "./transport.js";
import type { Agent } from "./types.js";

/** Whom users can talk to. */
export class Agents extends Resource {
  /** The project's agents, newest first; inactive ones too. Without `limit`: up to 1,000. */
  list(params: PageParams = {}, options?: RequestOptions): Promise<Page<Agent>> {
    return this.read("/agents", params, options);
  }

  /** All of `list`, page by page. */
  iterate(params: PageParams = {}, options?: RequestOptions): AsyncGenerator<Agent, void, undefined> {
    return iterate((page) => this.list(page, options), params);
  }

  /** One of them. */
  get(id: string, options?: RequestOptions): Promise<Agent> {
    return this.read(path`/agents/${id}`, undefined, options);
  }
}
