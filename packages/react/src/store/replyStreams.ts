import type { CreatedInteraction, CreateTurnParams, Message, TurnEvent } from "@proficient/client";
import { untilPageVisible, whilePageVisible } from "./pageVisibility.js";
import type { Session } from "./session.js";
import { type ReplyNews, type ReplyObserver, SharedReply } from "./sharedReply.js";
import { TabChannel } from "./tabChannel.js";
import { takeTabLock, withTabLock } from "./tabLock.js";

/** Receives the progress of a reply. */
export interface ReplyListener extends ReplyObserver {
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

/**
 * The replies in progress of a conversation that is open in this tab, until the signal is aborted. Of the user's visible
 * tabs, one streams a reply: at first the one that has asked for it. The others get its events from that tab, and one of
 * them continues when it is closed or hidden. So all tabs together need one connection, of which browsers have six for
 * each server that speaks HTTP/1.1.
 */
export class ReplyStreams {
  readonly signal: AbortSignal;
  readonly #session: Session;
  /** The replies that this tab streams, or that another tab streams for it, by ID. */
  readonly #replies = new Map<string, SharedReply>();

  constructor(session: Session, signal: AbortSignal) {
    this.#session = session;
    this.signal = signal;
    signal.addEventListener("abort", () => {
      for (const reply of this.#replies.values()) this.#close(reply);
    });
  }

  /** Sends a message and follows the reply. */
  takeTurn(params: CreateTurnParams, listener: TurnListener): Promise<void> {
    return this.#start((signal) => this.#session.client.turns.stream(params, { signal }), listener);
  }

  /** Asks the agent to reply, and follows the reply. */
  ask(messageId: string, interactionId: string, listener: ReplyListener): Promise<void> {
    const { messages } = this.#session.client;
    return this.#start((signal) => messages.stream(messageId, { interactionId }, { signal }), listener);
  }

  /** Follows a reply in progress, unless it is being followed already. */
  async resume(message: Message, listener: ReplyListener): Promise<void> {
    if (this.signal.aborted || this.#replies.has(message.id)) return;
    await this.#follow(this.#share(message, listener), listener);
  }

  /** Asks for a reply, and streams it until the page is hidden. */
  async #start(open: (signal: AbortSignal) => EventStream, listener: ReplyListener & Partial<TurnListener>) {
    let reply: SharedReply | undefined;
    await whilePageVisible(this.signal, async (shown) => {
      // A request that starts something must reach the server, so it is not aborted before the reply exists.
      const request = new AbortController();
      shown.addEventListener("abort", () => reply && request.abort());
      let releaseLock = () => {};
      try {
        const stream = open(request.signal);
        for await (const event of stream) {
          if (event.type === "interaction.created") {
            listener.onInteraction?.(event);
          } else if (event.type === "message.created" && event.message.sentBy === "user") {
            listener.onMessage?.(event.message);
          } else {
            const isNew = !reply && event.type === "message.created";
            if (isNew) {
              reply = this.#share(event.message, listener);
              releaseLock = takeTabLock(this.#lockOf(reply));
            }
            reply?.add(event, stream.lastEventId);
            if (isNew && !this.signal.aborted) reply?.showProgress();
            if (reply && shown.aborted) return;
          }
        }
      } catch (error) {
        if (!reply || !shown.aborted) this.#fail(error, reply, listener);
      } finally {
        reply?.stopStreaming();
        releaseLock();
      }
    });
    if (reply) await this.#follow(reply, listener);
  }

  /** Follows a reply to its end, as one of the tabs that show it. */
  async #follow(reply: SharedReply, listener: ReplyListener): Promise<void> {
    if (this.signal.aborted) this.#close(reply);
    try {
      while (!reply.over.aborted) {
        await untilPageVisible(reply.over);
        await whilePageVisible(reply.over, (shown) => {
          reply.join();
          return withTabLock(this.#lockOf(reply), shown, (held) => this.#stream(reply, held));
        });
      }
    } catch (error) {
      if (!reply.over.aborted) this.#fail(error, reply, listener);
    }
    this.#close(reply);
    if (this.signal.aborted && !reply.hasEnded) listener.onLeave(reply.message);
  }

  /** Streams a reply from where this tab knows it, as long as the tab holds the lock. */
  async #stream(reply: SharedReply, held: AbortSignal): Promise<void> {
    if (held.aborted) return;
    const { lastEventId } = reply;
    const stream = this.#session.client.messages.resume(reply.message.id, { lastEventId }, { signal: held });
    try {
      for await (const event of stream) {
        reply.add(event, stream.lastEventId);
        if (held.aborted) return;
      }
      // No event followed because the reply had ended before.
      if (!reply.over.aborted) reply.end(await stream.finalMessage());
    } catch (error) {
      if (!held.aborted) throw error;
    } finally {
      reply.stopStreaming();
    }
  }

  #share(message: Message, listener: ReplyListener): SharedReply {
    const name = this.#session.tabName(message.id);
    const openChannel = (onNews: (news: ReplyNews) => void) => new TabChannel(name, onNews);
    // A refresh may have brought the reply before the stream that has asked for it does.
    this.#replies.get(message.id)?.close();
    const reply = new SharedReply(message, openChannel, listener);
    this.#replies.set(message.id, reply);
    return reply;
  }

  /** Tabs that cannot pass events on do not share a lock either: each streams for itself. */
  #lockOf(reply: SharedReply): string | undefined {
    return reply.isShareable ? this.#session.tabName(reply.message.id) : undefined;
  }

  #close(reply: SharedReply): void {
    const { id } = reply.message;
    reply.close();
    if (this.#replies.get(id) === reply) this.#replies.delete(id);
  }

  #fail(error: unknown, reply: SharedReply | undefined, listener: ReplyListener): void {
    if (reply) this.#close(reply);
    listener.onError(error, reply?.message);
  }
}

type EventStream = AsyncIterable<TurnEvent> & { readonly lastEventId: string | undefined };
