import {
  type AskMessageParams,
  type CreateMessageParams,
  type FeedbackParams,
  iterate,
  type Message,
  type Page,
  type PageParams,
  path,
  ReplyStream,
  type RequestOptions,
  Resource,
} from "@proficient/core";

/** Which messages to list. */
export interface ListMessagesParams extends PageParams {
  interactionId: string;
}

/** How to listen to a reply. `timeout` is for the beginning of the answer only. */
export interface StreamOptions extends RequestOptions {
  /** Milliseconds of silence after which to connect anew. The server gives a sign of life every 15 s. Default: 45,000. */
  heartbeatTimeout?: number | undefined;
}

/** Which events of a reply to begin with. */
export interface ResumeParams {
  /** Only what came after this event. Without it: from the start. */
  lastEventId?: string | undefined;
}

/** What is said in the user's conversations. */
export class Messages extends Resource {
  /** The messages of an interaction, all branches, oldest first. Without `limit`: up to 1,000. */
  list(params: ListMessagesParams, options?: RequestOptions): Promise<Page<Message>> {
    return this.read("/messages", params, options);
  }

  /** All of `list`, page by page. */
  iterate(params: ListMessagesParams, options?: RequestOptions): AsyncGenerator<Message, void, undefined> {
    return iterate((page) => this.list(page, options), params);
  }

  /** Says something. This triggers no reply: `ask` or `stream` does. */
  create(params: CreateMessageParams, options?: RequestOptions): Promise<Message> {
    return this.write("/messages", params, options);
  }

  /** One of them. */
  get(id: string, options?: RequestOptions): Promise<Message> {
    return this.read(path`/messages/${id}`, undefined, options);
  }

  /** Has the agent reply to a user's message, and waits for the whole reply: without a time limit, and never twice. */
  ask(id: string, params: AskMessageParams, options?: RequestOptions): Promise<Message> {
    return this.send({ ...ask(id, params), timeout: 0 }, options);
  }

  /** The same, but the reply comes as it is written. */
  stream(id: string, params: AskMessageParams, options: StreamOptions = {}): ReplyStream {
    const call = ask(id, params);
    return new ReplyStream({ ...this.#source(options), ask: () => this.open(call, options) }, options);
  }

  /** Joins a reply that is being written, or was. */
  resume(replyId: string, params: ResumeParams = {}, options: StreamOptions = {}): ReplyStream {
    return new ReplyStream(this.#source(options), options, { id: replyId, lastEventId: params.lastEventId });
  }

  /** Stops a reply and keeps what was written. One that has ended stays as it is. */
  cancel(replyId: string, options?: RequestOptions): Promise<Message> {
    return this.write(path`/messages/${replyId}/cancel`, undefined, options);
  }

  /** Rates an agent's message. */
  feedback(id: string, params: FeedbackParams, options?: RequestOptions): Promise<Message> {
    return this.write(path`/messages/${id}/feedback`, params, options);
  }

  #source(options: StreamOptions) {
    const { signal: _, ...others } = options;
    return {
      resume: (id: string, lastEventId: string | undefined) => {
        const headers: Record<string, string> = lastEventId === undefined ? {} : { "Last-Event-ID": lastEventId };
        // The stream itself repeats.
        return this.open({ method: "GET", path: path`/messages/${id}/stream`, headers, once: true }, options);
      },
      get: (id: string) => this.get(id, options),
      cancel: (id: string) => this.cancel(id, others),
    };
  }
}

/** Asking twice would write two replies. */
const ask = (id: string, body: AskMessageParams) =>
  ({ method: "POST", path: path`/messages/${id}/ask`, body, once: true }) as const;
