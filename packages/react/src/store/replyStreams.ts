import type { Message, ProficientClient, ReplyError, ReplyStream } from "@proficient/client";

/** Receives the progress of a reply. */
export interface ReplyListener {
  /** The reply was created, or has more text. */
  onUpdate(reply: Message): void;
  onEnd(reply: Message, error: ReplyError | undefined): void;
  /** The stream failed. `reply` is undefined if the reply was never created. */
  onError(error: unknown, reply: Message | undefined): void;
}

/** Minimum time between two text updates in milliseconds, since each one causes a render. */
const UPDATE_INTERVAL = 60;

/** The streams of replies in progress, at most one per reply. */
export class ReplyStreams {
  readonly signal: AbortSignal;
  readonly #client: ProficientClient;
  readonly #openIds = new Set<string>();

  constructor(client: ProficientClient, signal: AbortSignal) {
    this.#client = client;
    this.signal = signal;
  }

  /** Asks the agent to reply, and streams the reply. */
  ask(messageId: string, interactionId: string, listener: ReplyListener): Promise<void> {
    const { signal } = this;
    return this.#consume(this.#client.messages.stream(messageId, { interactionId }, { signal }), undefined, listener);
  }

  /** Streams a reply in progress, unless it is being streamed already. */
  async resume(reply: Message, listener: ReplyListener): Promise<void> {
    if (this.#openIds.has(reply.id)) return;
    this.#openIds.add(reply.id);
    const { signal } = this;
    await this.#consume(this.#client.messages.resume(reply.id, {}, { signal }), reply, listener);
    this.#openIds.delete(reply.id);
  }

  async #consume(stream: ReplyStream, resumed: Message | undefined, listener: ReplyListener): Promise<void> {
    let reply = resumed;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const update = () => {
      timer = undefined;
      if (reply && !this.signal.aborted) listener.onUpdate({ ...reply, content: stream.content });
    };
    try {
      for await (const event of stream) {
        if (event.type === "message.created") {
          reply = event.message;
          this.#openIds.add(reply.id);
          // A resumed reply already has text, which arrives with the next event. Do not show it empty until then.
          if (!resumed) update();
        } else if (event.type === "message.delta") {
          timer ??= setTimeout(update, UPDATE_INTERVAL);
        } else if (!this.signal.aborted) {
          listener.onEnd(event.message, event.type === "message.failed" ? event.error : undefined);
        }
      }
    } catch (error) {
      if (!this.signal.aborted) {
        listener.onError(error, reply && { ...reply, content: stream.content || reply.content });
      }
    } finally {
      clearTimeout(timer);
      if (reply) this.#openIds.delete(reply.id);
    }
  }
}
