import type { Message, ProficientClient, ReplyError, ReplyStream } from "@proficient/client";

/** What becomes of a reply that is listened to. */
export interface ReplyListener {
  /** It is there, or has more text. */
  changed(reply: Message): void;
  ended(reply: Message, error: ReplyError | undefined): void;
  /** It cannot be listened to; `reply` is undefined if it never came to be. */
  lost(error: unknown, reply: Message | undefined): void;
}

/** At most so often is more text told: every telling is a rendering. */
const PACE = 60;

/** Replies that are being written, each with the one that listens to it. */
export class Replies {
  readonly #client: ProficientClient;
  readonly #signal: AbortSignal;
  readonly #joined = new Set<string>();

  constructor(client: ProficientClient, signal: AbortSignal) {
    this.#client = client;
    this.#signal = signal;
  }

  /** Has the agent reply. */
  ask(messageId: string, interactionId: string, listener: ReplyListener): Promise<void> {
    const { signal } = this;
    return this.#follow(this.#client.messages.stream(messageId, { interactionId }, { signal }), undefined, listener);
  }

  /** Joins a reply that is being written, unless that was done already. */
  async join(reply: Message, listener: ReplyListener): Promise<void> {
    if (this.#joined.has(reply.id)) return;
    this.#joined.add(reply.id);
    const { signal } = this;
    await this.#follow(this.#client.messages.resume(reply.id, {}, { signal }), reply, listener);
    this.#joined.delete(reply.id);
  }

  get signal(): AbortSignal {
    return this.#signal;
  }

  async #follow(stream: ReplyStream, known: Message | undefined, listener: ReplyListener): Promise<void> {
    let reply = known;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tell = () => {
      timer = undefined;
      if (reply && !this.#signal.aborted) listener.changed({ ...reply, content: stream.content });
    };
    try {
      for await (const event of stream) {
        if (event.type === "message.created") {
          reply = event.message;
          this.#joined.add(reply.id);
          // Joined in the middle, there is text already, and it comes at once.
          if (!known) tell();
        } else if (event.type === "message.delta") {
          timer ??= setTimeout(tell, PACE);
        } else if (!this.#signal.aborted) {
          listener.ended(event.message, event.type === "message.failed" ? event.error : undefined);
        }
      }
    } catch (error) {
      if (!this.#signal.aborted) listener.lost(error, reply && { ...reply, content: stream.content || reply.content });
    } finally {
      clearTimeout(timer);
      if (reply) this.#joined.delete(reply.id);
    }
  }
}
