import type {
  CreatedInteraction,
  CreateTurnParams,
  Message,
  MessagePart,
  ProficientClient,
  ReplyError,
  TurnEvent,
} from "@proficient/client";

/** Receives the progress of a reply. */
export interface ReplyListener {
  /** The reply was created, or has more text. */
  onUpdate(reply: Message): void;
  onEnd(reply: Message, error: ReplyError | undefined): void;
  /** The stream failed. `reply` is undefined if the reply was never created. */
  onError(error: unknown, reply: Message | undefined): void;
  /** Nobody is listening any more, but the reply continues. */
  onLeave(reply: Message): void;
}

/** Also receives what comes before the reply of a turn. */
export interface TurnListener extends ReplyListener {
  onInteraction(created: CreatedInteraction): void;
  /** The user's message is stored. */
  onMessage(message: Message): void;
}

type EventStream = AsyncIterable<TurnEvent> & { content: string; parts: MessagePart[] };

/** Time between two text updates in milliseconds where there are no frames: in a hidden page, or without a browser. */
const HIDDEN_INTERVAL = 60;

/** Calls a function before the browser paints next, since each update causes a render. Returns a function that cancels it. */
function onNextFrame(update: () => void): () => void {
  if (typeof document === "undefined" || document.hidden) {
    const timer = setTimeout(update, HIDDEN_INTERVAL);
    return () => clearTimeout(timer);
  }
  // If the page is hidden meanwhile, there is no frame.
  const timer = setTimeout(() => {
    cancelAnimationFrame(frame);
    update();
  }, 1_000);
  const frame = requestAnimationFrame(() => {
    clearTimeout(timer);
    update();
  });
  return () => {
    clearTimeout(timer);
    cancelAnimationFrame(frame);
  };
}

/** The streams of replies in progress, at most one per reply, until the signal is aborted. */
export class ReplyStreams {
  readonly signal: AbortSignal;
  readonly #client: ProficientClient;
  readonly #openIds = new Set<string>();

  constructor(client: ProficientClient, signal: AbortSignal) {
    this.#client = client;
    this.signal = signal;
  }

  /** Sends a message and streams the reply. */
  takeTurn(params: CreateTurnParams, listener: TurnListener): Promise<void> {
    return this.#consume((signal) => this.#client.turns.stream(params, { signal }), undefined, listener);
  }

  /** Asks the agent to reply, and streams the reply. */
  ask(messageId: string, interactionId: string, listener: ReplyListener): Promise<void> {
    const open = (signal: AbortSignal) => this.#client.messages.stream(messageId, { interactionId }, { signal });
    return this.#consume(open, undefined, listener);
  }

  /** Streams a reply in progress, unless it is being streamed already. */
  async resume(reply: Message, listener: ReplyListener): Promise<void> {
    if (this.signal.aborted || this.#openIds.has(reply.id)) return;
    this.#openIds.add(reply.id);
    await this.#consume((signal) => this.#client.messages.resume(reply.id, {}, { signal }), reply, listener);
    this.#openIds.delete(reply.id);
  }

  async #consume(
    open: (signal: AbortSignal) => EventStream,
    resumed: Message | undefined,
    listener: ReplyListener & Partial<TurnListener>,
  ): Promise<void> {
    let reply = resumed;
    let cancelUpdate: (() => void) | undefined;
    // A request that starts something must reach the server, so it is not aborted before the reply exists.
    const controller = new AbortController();
    const leave = () => reply && controller.abort();
    this.signal.addEventListener("abort", leave);
    const stream = open(controller.signal);
    const update = () => {
      cancelUpdate = undefined;
      if (reply && !this.signal.aborted) listener.onUpdate({ ...reply, content: stream.content, parts: stream.parts });
    };
    try {
      for await (const event of stream) {
        if (event.type === "interaction.created") {
          listener.onInteraction?.(event);
        } else if (event.type === "message.created" && event.message.sentBy === "user") {
          listener.onMessage?.(event.message);
        } else if (event.type === "message.created") {
          reply = event.message;
          this.#openIds.add(reply.id);
          // A resumed reply already has text, which arrives with the next event. Do not show it empty until then.
          if (!resumed) update();
          if (this.signal.aborted) break;
        } else if ("message" in event) {
          if (!this.signal.aborted) {
            listener.onEnd(event.message, event.type === "message.failed" ? event.error : undefined);
          }
        } else {
          cancelUpdate ??= onNextFrame(update);
        }
      }
    } catch (error) {
      if (!reply || !this.signal.aborted) listener.onError(error, reply && withText(reply, stream));
    } finally {
      cancelUpdate?.();
      this.signal.removeEventListener("abort", leave);
      if (reply) this.#openIds.delete(reply.id);
    }
    if (this.signal.aborted && reply) listener.onLeave(reply);
  }
}

const withText = (reply: Message, { content, parts }: EventStream): Message =>
  content || parts.length > 0 ? { ...reply, content, parts } : reply;
