// A reply in progress in the tabs of a user. One of them streams it and passes its events on to the others.
import { type Message, type MessagePart, PartCollector, type ReplyError, type ReplyEvent } from "@proficient/client";
import { onNextFrame } from "./nextFrame.js";
import { isPageVisible } from "./pageVisibility.js";
import type { TabChannel } from "./tabChannel.js";

/** What tabs that show a reply tell each other. */
export type ReplyNews =
  /** A tab asks how far the reply is. */
  | { type: "join" }
  | { type: "state"; state: ReplyState }
  /** The events that follow the one with the ID `after`. */
  | { type: "events"; after: string | undefined; events: readonly ReplyEvent[]; lastEventId: string | undefined };

interface ReplyState {
  message: Message;
  /** By index, with gaps. */
  parts: readonly MessagePart[];
  /** Undefined before the first event. */
  lastEventId: string | undefined;
}

/** Receives the progress of a reply, wherever it is streamed. */
export interface ReplyObserver {
  /** The reply was created, or has more text. */
  onUpdate(reply: Message): void;
  /** `isStreamedHere` tells whether this tab streamed the end, rather than another one. */
  onEnd(reply: Message, error: ReplyError | undefined, isStreamedHere: boolean): void;
}

/** A reply in progress, as far as this tab knows it. */
export class SharedReply {
  readonly #observer: ReplyObserver;
  readonly #channel: TabChannel<ReplyNews>;
  readonly #over = new AbortController();
  #state: ReplyState;
  #parts = new PartCollector();
  #hasEnded = false;
  #isStreamedHere = false;
  #cancelUpdate: (() => void) | undefined;
  /** The events that the other tabs have not been sent yet, and the ID of the event before. */
  #unsent: { after: string | undefined; events: ReplyEvent[] } = { after: undefined, events: [] };

  constructor(
    message: Message,
    openChannel: (onMessage: (news: ReplyNews) => void) => TabChannel<ReplyNews>,
    observer: ReplyObserver,
  ) {
    this.#state = { message, parts: [], lastEventId: undefined };
    this.#observer = observer;
    this.#channel = openChannel((news) => this.#receive(news));
  }

  /** Whether tabs can pass events on. */
  get isShareable(): boolean {
    return this.#channel.isOpen;
  }

  /** Aborted when the reply has ended, or this tab has left it. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  get lastEventId(): string | undefined {
    return this.#state.lastEventId;
  }

  /** The reply with the text received so far. */
  get message(): Message {
    const { message } = this.#state;
    const { parts, content } = this.#parts;
    return parts.length > 0 ? { ...message, parts, content } : message;
  }

  /** Asks the tab that streams the reply how far it is. */
  join(): void {
    this.#channel.send({ type: "join" });
  }

  /** Takes in the next event of a stream in this tab. */
  add(event: ReplyEvent, eventId: string | undefined): void {
    if (!this.#isStreamedHere) this.#unsent = { after: this.lastEventId, events: [] };
    this.#isStreamedHere = true;
    this.#unsent.events.push(event);
    this.#state.lastEventId = eventId;
    if (isEnd(event)) {
      this.#send();
      this.#end(event);
    } else {
      this.#apply(event);
      this.#cancelUpdate ??= onNextFrame(this.showProgress);
    }
  }

  /** Shows what was received, here and in the other tabs. */
  readonly showProgress = (): void => {
    this.#cancelUpdate?.();
    this.#cancelUpdate = undefined;
    if (this.over.aborted) return;
    this.#send();
    this.#observer.onUpdate(this.message);
  };

  /** Another tab may stream the reply from here on. */
  stopStreaming(): void {
    if (this.#cancelUpdate) this.showProgress();
    this.#isStreamedHere = false;
  }

  /** Takes in a reply that has ended. */
  end(message: Message, error?: ReplyError): void {
    if (this.over.aborted) return;
    this.#hasEnded = true;
    this.close();
    this.#observer.onEnd(message, error, this.#isStreamedHere);
  }

  /** This tab no longer shows the reply. */
  close(): void {
    this.#cancelUpdate?.();
    this.#channel.close();
    this.#over.abort();
  }

  #end(event: EndEvent): void {
    this.end(event.message, event.type === "message.failed" ? event.error : undefined);
  }

  #apply(event: Exclude<ReplyEvent, EndEvent>): void {
    // The message that a stream begins with has no text yet, so keep the one that has what the server has stored.
    if (event.type === "message.created") this.#parts = new PartCollector();
    else this.#parts.apply(event);
  }

  #send(): void {
    const { after, events } = this.#unsent;
    if (events.length === 0) return;
    const { lastEventId } = this;
    this.#channel.send({ type: "events", after, events, lastEventId });
    this.#unsent = { after: lastEventId, events: [] };
  }

  #receive(news: ReplyNews): void {
    if (this.over.aborted) return;
    if (this.#isStreamedHere) {
      if (news.type === "join") this.#answer();
    } else if (news.type === "events") {
      this.#follow(news);
    } else if (news.type === "state") {
      this.#state = news.state;
      this.#parts = new PartCollector(news.state.parts);
      this.#observer.onUpdate(this.message);
    }
  }

  #answer(): void {
    this.#send();
    this.#channel.send({ type: "state", state: { ...this.#state, parts: this.#parts.collected } });
  }

  #follow({ after, events, lastEventId }: Extract<ReplyNews, { type: "events" }>): void {
    const end = events.find(isEnd);
    if (end) this.#end(end);
    // A hidden page renders nothing, and catches up later.
    if (end || !isPageVisible()) return;
    if (after !== this.lastEventId) {
      this.join();
      return;
    }
    for (const event of events) this.#apply(event as Exclude<ReplyEvent, EndEvent>);
    this.#state.lastEventId = lastEventId;
    this.#observer.onUpdate(this.message);
  }
}

type EndEvent = Extract<ReplyEvent, { type: "message.completed" | "message.cancelled" | "message.failed" }>;

const isEnd = (event: ReplyEvent): event is EndEvent =>
  event.type === "message.completed" || event.type === "message.cancelled" || event.type === "message.failed";
