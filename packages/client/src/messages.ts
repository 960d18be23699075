import {
  type AskMessageParams,
  type CreateMessageParams,
  type FeedbackParams,
  type Message,
  MessageResource,
  path,
  type ReplySource,
  ReplyStream,
  type RequestOptions,
  withClientId,
} from "@proficient/core";

/** Options of a reply stream. `timeout` applies only until the response begins. */
export interface StreamOptions extends RequestOptions {
  /** Milliseconds without data before reconnecting. The server sends a heartbeat every 15 s. Default: 45,000. */
  heartbeatTimeout?: number | undefined;
}

/** Where to resume a reply. */
export interface ResumeParams {
  /** Only events after this one. Without it, the stream begins with the reply's first event. */
  lastEventId?: string | undefined;
}

/** The messages of the user's conversations. */
export class Messages extends MessageResource<Message> {
  /**
   * Creates a message. This does not trigger a reply; call `ask` or `stream` for one. Another call with the same
   * `clientId` returns the same message.
   */
  create(params: CreateMessageParams, options?: RequestOptions): Promise<Message> {
    return this.createOnce("/messages", withClientId(params), options);
  }

  /** Asks the agent to reply to a user message and waits for the whole reply. No timeout by default; never retried. */
  ask(id: string, params: AskMessageParams, options?: RequestOptions): Promise<Message> {
    return this.send({ ...askRequest(id, params), timeout: 0 }, options);
  }

  /** Like `ask`, but streams the reply while it is written. */
  stream(id: string, params: AskMessageParams, options: StreamOptions = {}): ReplyStream {
    const request = askRequest(id, params);
    return new ReplyStream({ ...this.replySource(options), ask: () => this.openStream(request, options) }, options);
  }

  /** Streams a reply that is in progress or has ended. */
  resume(replyId: string, params: ResumeParams = {}, options: StreamOptions = {}): ReplyStream {
    return new ReplyStream(this.replySource(options), options, { id: replyId, lastEventId: params.lastEventId });
  }

  /** Stops a reply and keeps what was written. Has no effect on a reply that has ended. */
  cancel(replyId: string, options?: RequestOptions): Promise<Message> {
    return this.write(path`/messages/${replyId}/cancel`, undefined, options);
  }

  /** Rates an agent's message. */
  feedback(id: string, params: FeedbackParams, options?: RequestOptions): Promise<Message> {
    return this.write(path`/messages/${id}/feedback`, params, options);
  }

  /** Returns the calls with which a stream follows a reply. @internal */
  replySource(options: StreamOptions): ReplySource {
    const { signal: _, ...withoutSignal } = options;
    return {
      resume: (id: string, lastEventId: string | undefined) => {
        const headers: Record<string, string> = lastEventId === undefined ? {} : { "Last-Event-ID": lastEventId };
        // The stream reconnects by itself.
        return this.openStream({ method: "GET", path: path`/messages/${id}/stream`, headers, retry: "never" }, options);
      },
      get: (id: string) => this.get(id, options),
      cancel: (id: string) => this.cancel(id, withoutSignal),
    };
  }
}

/** Never retried: a second request would create a second reply. */
const askRequest = (id: string, body: AskMessageParams) =>
  ({ method: "POST", path: path`/messages/${id}/ask`, body, retry: "never" }) as const;
