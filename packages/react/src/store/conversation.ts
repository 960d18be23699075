import type { Message, Rating } from "@proficient/client";
import type { Connection } from "./connection.js";
import type { ConversationOptions, ConversationState } from "./conversationState.js";
import { loadAll, merge } from "./history.js";
import { type Problem, problem } from "./problem.js";
import { Replies, type ReplyListener } from "./replies.js";
import { Store } from "./store.js";
import { whenSeen } from "./tabs.js";
import { choicesFor, path, put } from "./tree.js";

/** One interaction: the tree of its messages, and what the user does with it. */
export class ConversationStore extends Store<ConversationState> {
  readonly #connection: Connection;
  readonly #options: ConversationOptions;
  #replies: Replies;
  /** The last message of the list as the server last gave it. */
  #last: string | undefined;

  constructor(connection: Connection, options: ConversationOptions) {
    const ready = options.interactionId === undefined || options.messages !== undefined;
    super({
      interactionId: options.interactionId,
      status: ready ? "ready" : "loading",
      messages: options.messages ?? [],
      choices: {},
      outgoing: undefined,
      asking: undefined,
      problems: {},
      problem: undefined,
    });
    this.#connection = connection;
    this.#options = options;
    this.#replies = new Replies(connection.client, AbortSignal.abort());
  }

  /** Loads it and keeps it up to date, until the function that this gives is called. */
  start(): () => void {
    const stop = new AbortController();
    this.#replies = new Replies(this.#connection.client, stop.signal);
    if (this.get().status !== "ready") this.load();
    for (const message of this.get().messages) this.#join(message);
    const unheard = this.#connection.hear(({ interactionId }) => {
      if (interactionId === this.get().interactionId) this.load();
    });
    const unseen = whenSeen(this.#refresh);
    return () => {
      unheard();
      unseen();
      stop.abort();
    };
  }

  /** Loads everything. Replies that are being written are joined. */
  readonly load = async (): Promise<void> => {
    const { interactionId, status } = this.get();
    if (interactionId === undefined) return;
    if (status === "failed") this.set({ status: "loading", problem: undefined });
    const { signal } = this.#replies;
    let loaded: Message[];
    try {
      loaded = await loadAll(this.#connection.client, interactionId, signal);
    } catch (error) {
      if (signal.aborted) return;
      const why = problem(error);
      if (why.kind === "gone") this.set({ status: "gone", messages: [] });
      else if (this.get().status !== "ready") this.set({ status: "failed", problem: why });
      return;
    }
    this.#last = loaded.at(-1)?.id;
    this.set({ status: "ready", messages: merge(this.get().messages, loaded), problem: undefined });
    for (const message of loaded) this.#join(message);
  };

  /** Loads what was said elsewhere since. */
  readonly #refresh = async (): Promise<void> => {
    const { interactionId } = this.get();
    if (interactionId === undefined || this.#last === undefined) return this.load();
    const { signal } = this.#replies;
    try {
      const params = { interactionId, startingAfter: this.#last };
      const { data, hasMore } = await this.#connection.client.messages.list(params, { signal });
      if (hasMore) return this.load();
      this.#last = data.at(-1)?.id ?? this.#last;
      for (const message of data) {
        if (!this.get().messages.some(({ id }) => id === message.id)) this.#put(message);
        this.#join(message);
      }
    } catch (error) {
      // The interaction may be gone, or only the message that this was to go on from.
      if (!signal.aborted && problem(error).kind === "gone") await this.load();
    }
  };

  /** Says something below the last visible message. Whether it was sent. */
  readonly send = (content: string): Promise<boolean> => {
    const last = path(this.get().messages, this.get().choices).at(-1);
    return this.#deliver({ content, parentId: last?.message.id ?? null });
  };

  /** Says something else in the place of a message of the user's: a sibling, on a branch of its own. */
  readonly edit = (messageId: string, content: string): Promise<boolean> => {
    const message = this.get().messages.find(({ id }) => id === messageId);
    return message ? this.#deliver({ content, parentId: message.parentId }) : Promise.resolve(false);
  };

  /** Tries once more to send what was not sent. */
  readonly resend = (): Promise<boolean> => {
    const { outgoing } = this.get();
    return outgoing?.problem ? this.#deliver(outgoing) : Promise.resolve(false);
  };

  /** Gives up what was not sent, and gives its text back. */
  readonly takeBack = (): string => {
    const { outgoing } = this.get();
    this.set({ outgoing: undefined });
    return outgoing?.content ?? "";
  };

  /** Has the agent reply to a message, once more if it did already. */
  readonly ask = async (messageId: string): Promise<void> => {
    const { interactionId, messages, choices, asking } = this.get();
    if (interactionId === undefined || asking !== undefined) return;
    const { [messageId]: _, ...problems } = this.get().problems;
    this.set({ asking: messageId, problems, choices: choicesFor(messages, messageId, choices) });
    await this.#replies.ask(messageId, interactionId, this.#listener(messageId));
    if (this.get().asking === messageId) this.set({ asking: undefined });
  };

  /** Stops a reply for everybody, and keeps what was written. */
  readonly stop = async (replyId: string): Promise<void> => {
    await this.#at(replyId, async () => {
      const stopped = await this.#connection.client.messages.cancel(replyId);
      this.#put(stopped);
    });
  };

  /** Makes a message visible, and with it the branch that it is on. */
  readonly choose = (messageId: string): void => {
    const { messages, choices } = this.get();
    this.set({ choices: choicesFor(messages, messageId, choices) });
  };

  /** Rates a reply; the same rating again takes it back. */
  readonly rate = async (messageId: string, rating: Rating): Promise<void> => {
    const before = this.get().messages.find(({ id }) => id === messageId);
    if (!before) return;
    const next = before.feedback?.rating === rating ? null : rating;
    await this.#at(messageId, async () => {
      this.#put(await this.#connection.client.messages.feedback(messageId, { rating: next }));
      this.#tell();
    });
  };

  async #deliver(outgoing: { content: string; parentId: string | null }): Promise<boolean> {
    const { content } = outgoing;
    let { parentId } = outgoing;
    this.set({ outgoing: { content, parentId } });
    try {
      const begun = this.get().interactionId === undefined ? await this.#begin() : undefined;
      // The agent may have spoken first.
      if (begun !== undefined) parentId = begun;
      const interactionId = this.get().interactionId as string;
      const message = await this.#connection.client.messages.create({ interactionId, content, parentId });
      const isFirst = !this.get().messages.some(({ sentBy }) => sentBy === "user");
      const messages = put(this.get().messages, message);
      this.set({ outgoing: undefined, messages, choices: choicesFor(messages, message.id, this.get().choices) });
      this.#options.sent?.(message, isFirst);
      this.#tell();
      if (this.#options.autoAsk ?? true) this.ask(message.id);
      return true;
    } catch (error) {
      this.set({ outgoing: { content, parentId, problem: problem(error) } });
      return false;
    }
  }

  async #begin(): Promise<string | null> {
    if (!this.#options.create) throw new TypeError("There is no interaction to send this to");
    const { interaction, messages } = await this.#options.create();
    this.set({ interactionId: interaction.id, messages });
    return messages.at(-1)?.id ?? null;
  }

  #listener(messageId: string): ReplyListener {
    return {
      changed: (reply) => {
        const isNew = !this.get().messages.some(({ id }) => id === reply.id);
        this.#put(reply);
        if (!isNew) return;
        const { messages, choices, asking } = this.get();
        this.set({
          choices: choicesFor(messages, reply.id, choices),
          asking: asking === messageId ? undefined : asking,
        });
        this.#tell();
      },
      ended: (reply, error) => {
        // A reply without a word that failed is not part of the conversation, nor does the server list it.
        if (reply.status === "failed" && reply.content === "") this.#forget(reply.id);
        else this.#put(reply);
        if (error)
          this.#report(reply.content === "" ? messageId : reply.id, { kind: "unavailable", detail: error.message });
        this.#tell();
      },
      lost: (error, reply) => {
        this.#report(reply?.content ? reply.id : messageId, problem(error));
        this.load(); // the server knows what has become of it
      },
    };
  }

  #join(message: Message): void {
    if (message.status === "in_progress") this.#replies.join(message, this.#listener(message.parentId ?? message.id));
  }

  #put(message: Message): void {
    this.set({ messages: put(this.get().messages, message) });
  }

  #forget(id: string): void {
    this.set({ messages: this.get().messages.filter((message) => message.id !== id) });
  }

  async #at(messageId: string, action: () => Promise<void>): Promise<void> {
    const { [messageId]: _, ...problems } = this.get().problems;
    this.set({ problems });
    try {
      await action();
    } catch (error) {
      this.#report(messageId, problem(error));
    }
  }

  #report(messageId: string, why: Problem): void {
    this.set({ problems: { ...this.get().problems, [messageId]: why } });
  }

  #tell(): void {
    const { interactionId } = this.get();
    if (interactionId !== undefined) this.#connection.tell({ interactionId, what: "messages" });
  }
}
