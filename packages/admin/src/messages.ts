import { iterate, type Page, type PageParams, path, type RequestOptions, Resource } from "@proficient/core";
import type { MonitoredMessage } from "./types.js";

/** Which messages to list. */
export interface ListMessagesParams extends PageParams {
  interactionId: string;
}

/** What was said, by anybody, and how the replies came to be. */
export class Messages extends Resource {
  /** The messages of an interaction, all branches, oldest first. Without `limit`: up to 1,000. */
  list(params: ListMessagesParams, options?: RequestOptions): Promise<Page<MonitoredMessage>> {
    return this.read("/messages", params, options);
  }

  /** All of `list`, page by page. */
  iterate(params: ListMessagesParams, options?: RequestOptions): AsyncGenerator<MonitoredMessage, void, undefined> {
    return iterate((page) => this.list(page, options), params);
  }

  /** One of them. */
  get(id: string, options?: RequestOptions): Promise<MonitoredMessage> {
    return this.read(path`/messages/${id}`, undefined, options);
  }
}
