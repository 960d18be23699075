import type { RequestOptions } from "./options.js";
import { iterate, type Page, type PageParams } from "./pagination.js";
import { Resource } from "./resource.js";
import { path } from "./transport.js";
import type { Interaction } from "./types.js";

/** The interaction methods that both clients have. `Params` are the filters a client may use. */
export class InteractionResource<Params extends PageParams> extends Resource {
  /** Lists interactions, newest first. */
  list(params?: Params, options?: RequestOptions): Promise<Page<Interaction>> {
    return this.read("/interactions", params, options);
  }

  /** Iterates over all interactions and fetches pages as needed. */
  iterate(params?: Params, options?: RequestOptions): AsyncGenerator<Interaction, void, undefined> {
    return iterate((page) => this.list(page, options), params ?? ({} as Params));
  }

  /** Returns an interaction. */
  get(id: string, options?: RequestOptions): Promise<Interaction> {
    return this.read(path`/interactions/${id}`, undefined, options);
  }

  /** Deletes an interaction and its messages. Returns the interaction as it was. */
  delete(id: string, options?: RequestOptions): Promise<Interaction> {
    return this.remove(path`/interactions/${id}`, options);
  }
}
