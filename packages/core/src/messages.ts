import type { RequestOptions } from "./options.js";
import { iterate, type Page, type PageParams } from "./pagination.js";
import { Resource } from "./resource.js";
import { path } from "./transport.js";
import type { Message } from "./types.js";

/** Which messages to list. */
export interface ListMessagesParams extends PageParams {
  interactionId: string;
}

/** The message methods that both clients have. */
export class MessageResource<M extends Message> extends Resource {
  /** Lists the messages of an interaction in all branches, oldest first. Returns up to 1,000 without `limit`. */
  list(params: ListMessagesParams, options?: RequestOptions): Promise<Page<M>> {
    return this.read("/messages", params, options);
  }

  /** Iterates over all messages and fetches pages as needed. */
  iterate(params: ListMessagesParams, options?: RequestOptions): AsyncGenerator<M, void, undefined> {
    return iterate((page) => this.list(page, options), params);
  }

  /** Returns a message. */
  get(id: string, options?: RequestOptions): Promise<M> {
    return this.read(path`/messages/${id}`, undefined, options);
  }
}
