// Streams a reply while it is written. The server owns the reply, so a broken connection is resumed where it ended.
import { toCamel } from "./case.js";
import { Deadline } from "./deadline.js";
import { ProficientConnectionError, ProficientError, ProficientTimeoutError, UnavailableError } from "./errors.js";
import { PartCollector } from "./parts.js";
import type { ReplyError, ReplyEvent, TurnEvent } from "./replyEvents.js";
import { backoff, isTransient } from "./retry.js";
import { EventParser } from "./sse.js";
import type { EventStream } from "./transport.js";
import type { CreatedInteraction, Interaction, Message, MessagePart } from "./types.js";

/** The model failed while writing a reply. `reply` holds what was written until then. */
export class ReplyFailedError extends UnavailableError {
  override name = "ReplyFailedError";
  readonly reply: Message;

  constructor(reply: Message, error: ReplyError) {
    super(error.message, { code: error.code, statusCode: 503, body: { error } });
    this.reply = reply;
  }
}

/** The API calls that a stream makes. */
export interface ReplySource {
  /** Asks for the reply. Absent if the reply already exists. */
  ask?(): Promise<EventStream>;
  /** Whether asking again is harmless, because the server recognizes the request. */
  canRepeat?: boolean;
  resume(id: string, lastEventId: string | undefined): Promise<EventStream>;
  get(id: string): Promise<Message>;
  cancel(id: string): Promise<Message>;
}

/** Options of a reply stream. */
export interface ListenOptions {
  signal?: AbortSignal | undefined;
  /** Milliseconds without data after which the connection counts as broken. The server sends heartbeats. */
  heartbeatTimeout?: number | undefined;
  maxRetries?: number | undefined;
}

const HEARTBEAT_TIMEOUT = 45_000;
/** How many connections in a row may fail without delivering an event. */
const MAX_RECONNECTS = 6;
/** How many times to repeat a repeatable request whose connection breaks before the reply has an ID. */
const MAX_REPEATS = 2;

/**
 * The events of one reply. Read it once: with `for await`, with `text()`, or with `finalMessage()`, which waits for the
 * whole reply. No request is sent before that.
 */
export class ReplyStream<Event extends TurnEvent = ReplyEvent> implements AsyncIterable<Event> {
  readonly #source: ReplySource;
  readonly #options: ListenOptions;
  #id: string | undefined;
  #lastEventId: string | undefined;
  readonly #parts = new PartCollector();
  #events: AsyncGenerator<Event, void, undefined> | undefined;
  #final: Promise<Message> | undefined;
  #settle: { resolve(message: Message): void; reject(error: unknown): void } | undefined;

  /** What a turn created besides the reply. */
  protected readonly turn: { interaction?: Interaction; message?: Message } = {};

  constructor(source: ReplySource, options: ListenOptions, from?: { id: string; lastEventId?: string | undefined }) {
    this.#source = source;
    this.#options = options;
    this.#id = from?.id;
    this.#lastEventId = from?.lastEventId;
  }

  /** The reply's ID. `undefined` until the reply has been created. */
  get messageId(): string | undefined {
    return this.#id;
  }

  /** The ID of the last event read. Pass it to `messages.resume` to continue after that event. */
  get lastEventId(): string | undefined {
    return this.#lastEventId;
  }

  /** The text received so far. */
  get content(): string {
    return this.#parts.content;
  }

  /** The parts received so far. */
  get parts(): MessagePart[] {
    return this.#parts.parts;
  }

  [Symbol.asyncIterator](): AsyncGenerator<Event, void, undefined> {
    if (this.#events) throw new TypeError("A reply stream can be read only once. Use messages.resume to read it again");
    this.#final = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    this.#final.catch(() => {}); // Callers of finalMessage() still get the rejection.
    this.#events = this.#read();
    return this.#events;
  }

  /** Yields only the text. Throws a `ReplyFailedError` if the reply fails. */
  async *text(): AsyncGenerator<string, void, undefined> {
    for await (const event of this) {
      if (event.type === "message.delta") yield event.delta;
      if (event.type === "message.failed") throw new ReplyFailedError(event.message, event.error);
    }
  }

  /** Returns the whole reply, completed or cancelled. Throws a `ReplyFailedError` if the reply fails. */
  async finalMessage(): Promise<Message> {
    if (!this.#events) for await (const _ of this);
    return this.#final as Promise<Message>;
  }

  /** Stops the reply itself, for everyone, and keeps what was written. (An AbortSignal only stops listening.) */
  cancel(): Promise<Message> {
    if (this.#id === undefined) return Promise.reject(new TypeError("There is no reply to cancel yet"));
    return this.#source.cancel(this.#id);
  }

  async *#read(): AsyncGenerator<Event, void, undefined> {
    let reason: unknown = new ProficientError("The stream was not read to its end");
    try {
      yield* this.#readWithReconnects();
    } catch (error) {
      reason = error;
      throw error;
    } finally {
      this.#settle?.reject(reason); // no effect after a final event
    }
  }

  async *#readWithReconnects(): AsyncGenerator<Event, void, undefined> {
    const from = this.#lastEventId;
    for (let failures = 0; ; failures += 1) {
      let failure: ProficientError;
      try {
        const id = this.#id;
        const stream = await (id === undefined ? this.#source.ask?.() : this.#source.resume(id, this.#lastEventId));
        for await (const event of this.#readConnection(stream as EventStream)) {
          failures = 0;
          yield event as Event;
          if (isFinal(event)) return;
        }
        if (id !== undefined && from !== undefined && from === this.#lastEventId && (await this.#hasEnded(id))) return;
        failure = new ProficientConnectionError("The stream ended before the reply did");
      } catch (error) {
        if (!isReconnectable(error)) throw error;
        failure = error;
      }
      if (this.#id === undefined ? !this.#canRepeat(failure, failures) : failures >= MAX_RECONNECTS) throw failure;
      await this.#sleep(backoff(failures, failure.retryAfter));
    }
  }

  /** Not every request can be repeated: the server may have received one that broke before the reply's ID arrived. */
  #canRepeat(failure: ProficientError, failures: number): boolean {
    const repeats = this.#source.canRepeat ? (this.#options.maxRetries ?? MAX_REPEATS) : 0;
    return failure instanceof ProficientConnectionError && failures < repeats;
  }

  /** Returns whether the event to continue after was the reply's last one, so that no event follows. */
  async #hasEnded(id: string): Promise<boolean> {
    const message = await this.#source.get(id);
    if (message.status === "in_progress") return false;
    if (message.status === "failed") this.#settle?.reject(new ReplyFailedError(message, UNKNOWN_ERROR));
    else this.#settle?.resolve(message);
    return true;
  }

  async *#readConnection({ body, deadline }: EventStream): AsyncGenerator<TurnEvent, void, undefined> {
    const heartbeatTimeout = this.#options.heartbeatTimeout ?? HEARTBEAT_TIMEOUT;
    const parser = new EventParser();
    const reader = body.getReader();
    try {
      for (;;) {
        const onTimeout = () => deadline.abort(new ProficientTimeoutError(`No data for ${heartbeatTimeout} ms`));
        const timer = setTimeout(onTimeout, heartbeatTimeout);
        const { done, value } = await reader.read().finally(() => clearTimeout(timer));
        if (done) return;
        for (const { type, data, lastEventId } of parser.push(value)) {
          const event = this.#processEvent(type, data);
          this.#lastEventId = lastEventId || this.#lastEventId;
          if (event) yield event;
        }
      }
    } catch (cause) {
      deadline.signal.throwIfAborted();
      if (cause instanceof ProficientError) throw cause;
      throw new ProficientConnectionError("The stream was interrupted", { cause });
    } finally {
      deadline.abort(undefined);
      deadline.dispose();
    }
  }

  /** Updates the stream's state and returns the event, or `undefined` for a type that this version does not know. */
  #processEvent(type: string, data: string): TurnEvent | undefined {
    switch (type) {
      case "interaction.created": {
        // A repeated turn sends this event again.
        const isRepeated = this.turn.interaction !== undefined;
        const created = toCamel(JSON.parse(data)) as CreatedInteraction;
        this.turn.interaction = created.interaction;
        return isRepeated ? undefined : { type, ...created };
      }
      case "message.created": {
        const message = toCamel(JSON.parse(data)) as Message;
        if (message.sentBy === "user") {
          const isRepeated = this.turn.message !== undefined;
          this.turn.message = message;
          return isRepeated ? undefined : { type, message };
        }
        this.#id = message.id;
        return { type, message };
      }
      case "message.delta":
      case "message.reasoning_delta": {
        const { id, index, delta } = JSON.parse(data) as { id: string; index: number; delta: string };
        const event = { type, id, index, delta } as const;
        this.#parts.apply(event);
        return event;
      }
      case "message.part": {
        const { id, index, part } = toCamel(JSON.parse(data)) as { id: string; index: number; part: MessagePart };
        const event = { type, id, index, part } as const;
        this.#parts.apply(event);
        return event;
      }
      case "message.completed":
      case "message.cancelled": {
        const message = toCamel(JSON.parse(data)) as Message;
        this.#settle?.resolve(message);
        return { type, message };
      }
      case "message.failed": {
        const { error = UNKNOWN_ERROR, ...message } = toCamel(JSON.parse(data)) as Message & { error?: ReplyError };
        this.#settle?.reject(new ReplyFailedError(message, error));
        return { type, message, error };
      }
      default:
        return undefined;
    }
  }

  async #sleep(milliseconds: number): Promise<void> {
    const deadline = new Deadline(0, this.#options.signal);
    try {
      await deadline.sleep(milliseconds);
    } finally {
      deadline.dispose();
    }
  }
}

/** Stands in where the server does not say why a reply failed. */
const UNKNOWN_ERROR: ReplyError = { code: "unavailable", message: "The reply failed" };

const isFinal = ({ type }: TurnEvent): boolean =>
  type === "message.completed" || type === "message.cancelled" || type === "message.failed";

function isReconnectable(error: unknown): error is ProficientError {
  return error instanceof ProficientTimeoutError || (error instanceof ProficientError && isTransient(error));
}

/** The events of a turn: like a `ReplyStream`, but the request also sends the message. */
export class TurnStream extends ReplyStream<TurnEvent> {
  /** The interaction, if the turn started one and its event has been read. */
  get interaction(): Interaction | undefined {
    return this.turn.interaction;
  }

  /** The user's message. `undefined` until its event has been read. */
  get message(): Message | undefined {
    return this.turn.message;
  }
}
