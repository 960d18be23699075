// A reply as it is written. It belongs to the server: when the connection breaks, this goes on where it was.
import { toCamel } from "./case.js";
import { Deadline } from "./deadline.js";
import { ProficientConnectionError, ProficientError, ProficientTimeoutError, UnavailableError } from "./errors.js";
import { backoff, isPassing } from "./retry.js";
import { EventParser } from "./sse.js";
import type { Opened } from "./transport.js";
import type { Message } from "./types.js";

/** What happens to a reply. The last one of a stream is `completed`, `cancelled` or `failed`. */
export type ReplyEvent =
  | { type: "message.created"; message: Message }
  | { type: "message.delta"; id: string; delta: string }
  | { type: "message.completed"; message: Message }
  | { type: "message.cancelled"; message: Message }
  | { type: "message.failed"; message: Message; error: ReplyError };

/** Why a reply failed. */
export interface ReplyError {
  code: string;
  message: string;
}

/** The model failed while it wrote a reply. What it had written is in `reply`. */
export class ReplyFailedError extends UnavailableError {
  override name = "ReplyFailedError";
  readonly reply: Message;

  constructor(reply: Message, error: ReplyError) {
    super(error.message, { code: error.code, statusCode: 503, body: { error } });
    this.reply = reply;
  }
}

/** How a stream reaches the server. */
export interface ReplySource {
  /** Asks for the reply. Absent: it exists already. */
  ask?(): Promise<Opened>;
  resume(id: string, lastEventId: string | undefined): Promise<Opened>;
  get(id: string): Promise<Message>;
  cancel(id: string): Promise<Message>;
}

/** How to listen. */
export interface ListenOptions {
  signal?: AbortSignal | undefined;
  /** Milliseconds of silence after which the connection is taken for dead. The server gives signs of life. */
  heartbeatTimeout?: number | undefined;
}

const HEARTBEAT_TIMEOUT = 45_000;
/** How often in a row a connection may fail without a single event. */
const RECONNECTS = 6;

/**
 * The events of one reply, to be read once: with `for await`, with `text()`, or all at once with `finalMessage()`.
 * Nothing is sent before one of these is called.
 */
export class ReplyStream implements AsyncIterable<ReplyEvent> {
  readonly #source: ReplySource;
  readonly #options: ListenOptions;
  #id: string | undefined;
  #lastEventId: string | undefined;
  #content = "";
  #events: AsyncGenerator<ReplyEvent, void, undefined> | undefined;
  #final: Promise<Message> | undefined;
  #settle: { resolve(message: Message): void; reject(error: unknown): void } | undefined;

  constructor(source: ReplySource, options: ListenOptions, from?: { id: string; lastEventId?: string | undefined }) {
    this.#source = source;
    this.#options = options;
    this.#id = from?.id;
    this.#lastEventId = from?.lastEventId;
  }

  /** The reply's ID, once it is known. */
  get messageId(): string | undefined {
    return this.#id;
  }

  /** Of the last event that was read: `messages.resume` goes on after it. */
  get lastEventId(): string | undefined {
    return this.#lastEventId;
  }

  /** The text that this stream has brought so far. */
  get content(): string {
    return this.#content;
  }

  [Symbol.asyncIterator](): AsyncGenerator<ReplyEvent, void, undefined> {
    if (this.#events) throw new TypeError("A reply's stream can be read only once; messages.resume makes another one");
    this.#final = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    this.#final.catch(() => {}); // whoever wants it will be told
    this.#events = this.#listen();
    return this.#events;
  }

  /** Only the text, as it comes. A reply that fails throws a `ReplyFailedError`. */
  async *text(): AsyncGenerator<string, void, undefined> {
    for await (const event of this) {
      if (event.type === "message.delta") yield event.delta;
      if (event.type === "message.failed") throw new ReplyFailedError(event.message, event.error);
    }
  }

  /** The whole reply, completed or cancelled. One that fails throws a `ReplyFailedError`. */
  async finalMessage(): Promise<Message> {
    if (!this.#events) for await (const _ of this);
    return this.#final as Promise<Message>;
  }

  /** Stops the reply itself, for everybody who listens. What was written is kept. (An AbortSignal only stops listening.) */
  cancel(): Promise<Message> {
    if (this.#id === undefined) return Promise.reject(new TypeError("There is no reply yet that could be cancelled"));
    return this.#source.cancel(this.#id);
  }

  async *#listen(): AsyncGenerator<ReplyEvent, void, undefined> {
    let ended: unknown = new ProficientError("Nobody listened to the end of the reply");
    try {
      yield* this.#connections();
    } catch (error) {
      ended = error;
      throw error;
    } finally {
      this.#settle?.reject(ended); // without effect if there was a final event
    }
  }

  async *#connections(): AsyncGenerator<ReplyEvent, void, undefined> {
    const from = this.#lastEventId;
    for (let failures = 0; ; failures += 1) {
      let broken: ProficientError;
      try {
        const id = this.#id;
        const opened = await (id === undefined ? this.#source.ask?.() : this.#source.resume(id, this.#lastEventId));
        for await (const event of this.#read(opened as Opened)) {
          failures = 0;
          yield event;
          if (event.type !== "message.created" && event.type !== "message.delta") return;
        }
        if (id !== undefined && from !== undefined && from === this.#lastEventId && (await this.#isOver(id))) return;
        broken = new ProficientConnectionError("The stream ended before the reply did");
      } catch (error) {
        // An ask that was cut off before it told the reply's ID may have been heard: it must not be repeated.
        if (this.#id === undefined || !isBroken(error)) throw error;
        broken = error;
      }
      if (this.#id === undefined || failures >= RECONNECTS) throw broken;
      await this.#pause(backoff(failures, broken.retryAfter));
    }
  }

  /** Whether nothing comes after the event that this stream was to go on from, because that was the last one. */
  async #isOver(id: string): Promise<boolean> {
    const message = await this.#source.get(id);
    if (message.status === "in_progress") return false;
    if (message.status === "failed") this.#settle?.reject(new ReplyFailedError(message, UNTOLD));
    else this.#settle?.resolve(message);
    return true;
  }

  async *#read({ body, deadline }: Opened): AsyncGenerator<ReplyEvent, void, undefined> {
    const silence = this.#options.heartbeatTimeout ?? HEARTBEAT_TIMEOUT;
    const parser = new EventParser();
    const reader = body.getReader();
    try {
      for (;;) {
        const dead = () => deadline.stop(new ProficientTimeoutError(`No sign of life for ${silence} ms`));
        const timer = setTimeout(dead, silence);
        const { done, value } = await reader.read().finally(() => clearTimeout(timer));
        if (done) return;
        for (const { type, data, lastEventId } of parser.push(value)) {
          const event = this.#event(type, data);
          this.#lastEventId = lastEventId || this.#lastEventId;
          if (event) yield event;
        }
      }
    } catch (cause) {
      deadline.signal.throwIfAborted();
      if (cause instanceof ProficientError) throw cause;
      throw new ProficientConnectionError("The stream broke off", { cause });
    } finally {
      deadline.stop(undefined);
      deadline.done();
    }
  }

  /** The event, noted. One of a kind that a later server may have is nothing. */
  #event(type: string, data: string): ReplyEvent | undefined {
    switch (type) {
      case "message.created": {
        const message = toCamel(JSON.parse(data)) as Message;
        this.#id = message.id;
        return { type, message };
      }
      case "message.delta": {
        const { id, delta } = JSON.parse(data) as { id: string; delta: string };
        this.#content += delta;
        return { type, id, delta };
      }
      case "message.completed":
      case "message.cancelled": {
        const message = toCamel(JSON.parse(data)) as Message;
        this.#settle?.resolve(message);
        return { type, message };
      }
      case "message.failed": {
        const { error = UNTOLD, ...message } = toCamel(JSON.parse(data)) as Message & { error?: ReplyError };
        this.#settle?.reject(new ReplyFailedError(message, error));
        return { type, message, error };
      }
      default:
        return undefined;
    }
  }

  async #pause(milliseconds: number): Promise<void> {
    const deadline = new Deadline(0, this.#options.signal);
    try {
      await deadline.sleep(milliseconds);
    } finally {
      deadline.done();
    }
  }
}

const UNTOLD: ReplyError = { code: "unavailable", message: "The reply failed" };

function isBroken(error: unknown): error is ProficientError {
  return error instanceof ProficientTimeoutError || (error instanceof ProficientError && isPassing(error));
}
