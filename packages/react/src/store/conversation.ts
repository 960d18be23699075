import type { Message, Rating } from "@proficient/client";
import type { ConversationOptions, ConversationState } from "./conversationState.js";
import { loadAllMessages, mergeMessages } from "./messages.js";
import { choicesFor, upsertMessage, visiblePath } from "./messageTree.js";
import { pollWhileVisible } from "./polling.js";
import { type Problem, toProblem } from "./problem.js";
import { type ReplyListener, ReplyStreams } from "./replyStreams.js";
import type { Session } from "./session.js";
import { Store } from "./store.js";

/** An interaction: its message tree and the actions on it. */
export class ConversationStore extends Store<ConversationState> {
  readonly #session: Session;
  readonly #options: ConversationOptions;
  #replies: ReplyStreams;
  /** The last message of the server's list, where the next refresh continues. */
  #lastId: string | undefined;

  constructor(session: Session, options: ConversationOptions) {
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
    this.#session = session;
    this.#options = options;
    this.#replies = new ReplyStreams(session.client, AbortSignal.abort());
  }

  /** Loads the conversation and keeps it up to date. Returns a function that stops this. */
  start(): () => void {
    const controller = new AbortController();
    this.#replies = new ReplyStreams(this.#session.client, controller.signal);
    if (this.get().status !== "ready") this.load();
    for (const message of this.get().messages) this.#resume(message);
    const unsubscribe = this.#session.subscribeToTabs(({ interactionId }) => {
      if (interactionId === this.get().interactionId) this.load();
    });
    const stopPolling = pollWhileVisible(this.#refresh);
    return () => {
      unsubscribe();
      stopPolling();
      controller.abort();
    };
  }

  /** Loads all messages and resumes the streams of replies in progress. */
  readonly load = async (): Promise<void> => {
    const { interactionId, status } = this.get();
    if (interactionId === undefined) return;
    if (status === "failed") this.set({ status: "loading", problem: undefined });
    const { signal } = this.#replies;
    let loaded: Message[];
    try {
      loaded = await loadAllMessages(this.#session.client, interactionId, signal);
    } catch (error) {
      if (signal.aborted) return;
      const problem = toProblem(error);
      if (problem.kind === "gone") this.set({ status: "gone", messages: [] });
      else if (this.get().status !== "ready") this.set({ status: "failed", problem });
      return;
    }
    this.#lastId = loaded.at(-1)?.id;
    this.set({ status: "ready", messages: mergeMessages(this.get().messages, loaded), problem: undefined });
    for (const message of loaded) this.#resume(message);
  };

  /** Loads messages added since the last load, for example on another device. */
  readonly #refresh = async (): Promise<void> => {
    const { interactionId } = this.get();
    if (interactionId === undefined || this.#lastId === undefined) return this.load();
    const { signal } = this.#replies;
    try {
      const params = { interactionId, startingAfter: this.#lastId };
      const { data, hasMore } = await this.#session.client.messages.list(params, { signal });
      if (hasMore) return this.load();
      this.#lastId = data.at(-1)?.id ?? this.#lastId;
      for (const message of data) {
        if (!this.get().messages.some(({ id }) => id === message.id)) this.#upsert(message);
        this.#resume(message);
      }
    } catch (error) {
      // Either the interaction was deleted, or only the message used as the cursor.
      if (!signal.aborted && toProblem(error).kind === "gone") await this.load();
    }
  };

  /** Sends a message below the last visible one. Returns whether it was sent. */
  readonly send = (content: string): Promise<boolean> => {
    const last = visiblePath(this.get().messages, this.get().choices).at(-1);
    return this.#post({ content, parentId: last?.message.id ?? null });
  };

  /** Sends a new version of a user message: a sibling, which starts a new branch. */
  readonly edit = (messageId: string, content: string): Promise<boolean> => {
    const message = this.get().messages.find(({ id }) => id === messageId);
    return message ? this.#post({ content, parentId: message.parentId }) : Promise.resolve(false);
  };

  /** Retries sending the message that failed. */
  readonly resend = (): Promise<boolean> => {
    const { outgoing } = this.get();
    return outgoing?.problem ? this.#post(outgoing) : Promise.resolve(false);
  };

  /** Discards the message that failed and returns its text. */
  readonly takeBack = (): string => {
    const { outgoing } = this.get();
    this.set({ outgoing: undefined });
    return outgoing?.content ?? "";
  };

  /** Asks the agent to reply to a message. If it has a reply already, this creates another one beside it. */
  readonly ask = async (messageId: string): Promise<void> => {
    const { interactionId, messages, choices, asking } = this.get();
    if (interactionId === undefined || asking !== undefined) return;
    const { [messageId]: _, ...problems } = this.get().problems;
    this.set({ asking: messageId, problems, choices: choicesFor(messages, messageId, choices) });
    await this.#replies.ask(messageId, interactionId, this.#listener(messageId));
    if (this.get().asking === messageId) this.set({ asking: undefined });
  };

  /** Stops a reply and keeps what was written. */
  readonly stop = async (replyId: string): Promise<void> => {
    await this.#reportProblemsAt(replyId, async () => {
      const stopped = await this.#session.client.messages.cancel(replyId);
      this.#upsert(stopped);
    });
  };

  /** Shows the branch that a message is on. */
  readonly choose = (messageId: string): void => {
    const { messages, choices } = this.get();
    this.set({ choices: choicesFor(messages, messageId, choices) });
  };

  /** Rates a reply. The same rating again removes it. */
  readonly rate = async (messageId: string, rating: Rating): Promise<void> => {
    const before = this.get().messages.find(({ id }) => id === messageId);
    if (!before) return;
    const next = before.feedback?.rating === rating ? null : rating;
    await this.#reportProblemsAt(messageId, async () => {
      this.#upsert(await this.#session.client.messages.feedback(messageId, { rating: next }));
      this.#notifyTabs();
    });
  };

  async #post(outgoing: { content: string; parentId: string | null }): Promise<boolean> {
    const { content } = outgoing;
    let { parentId } = outgoing;
    this.set({ outgoing: { content, parentId } });
    try {
      const greetingId = this.get().interactionId === undefined ? await this.#createInteraction() : undefined;
      if (greetingId !== undefined) parentId = greetingId;
      const interactionId = this.get().interactionId as string;
      const message = await this.#session.client.messages.create({ interactionId, content, parentId });
      const isFirst = !this.get().messages.some(({ sentBy }) => sentBy === "user");
      const messages = upsertMessage(this.get().messages, message);
      this.set({ outgoing: undefined, messages, choices: choicesFor(messages, message.id, this.get().choices) });
      this.#options.onSent?.(message, isFirst);
      this.#notifyTabs();
      if (this.#options.autoAsk ?? true) this.ask(message.id);
      return true;
    } catch (error) {
      this.set({ outgoing: { content, parentId, problem: toProblem(error) } });
      return false;
    }
  }

  /** Creates the interaction. Returns the ID of the agent's greeting, or null if there is none. */
  async #createInteraction(): Promise<string | null> {
    if (!this.#options.create) throw new TypeError("There is no interaction to send this to");
    const { interaction, messages } = await this.#options.create();
    this.set({ interactionId: interaction.id, messages });
    return messages.at(-1)?.id ?? null;
  }

  #listener(messageId: string): ReplyListener {
    return {
      onUpdate: (reply) => {
        const isNew = !this.get().messages.some(({ id }) => id === reply.id);
        this.#upsert(reply);
        if (!isNew) return;
        const { messages, choices, asking } = this.get();
        this.set({
          choices: choicesFor(messages, reply.id, choices),
          asking: asking === messageId ? undefined : asking,
        });
        this.#notifyTabs();
      },
      onEnd: (reply, error) => {
        // An empty failed reply is not part of the conversation; the server does not list it either.
        if (reply.status === "failed" && reply.content === "") this.#remove(reply.id);
        else this.#upsert(reply);
        if (error) {
          this.#setProblem(reply.content === "" ? messageId : reply.id, {
            kind: "unavailable",
            detail: error.message,
          });
        }
        this.#notifyTabs();
      },
      onError: (error, reply) => {
        this.#setProblem(reply?.content ? reply.id : messageId, toProblem(error));
        this.load(); // get the reply's actual state from the server
      },
    };
  }

  #resume(message: Message): void {
    if (message.status === "in_progress") this.#replies.resume(message, this.#listener(message.parentId ?? message.id));
  }

  #upsert(message: Message): void {
    this.set({ messages: upsertMessage(this.get().messages, message) });
  }

  #remove(id: string): void {
    this.set({ messages: this.get().messages.filter((message) => message.id !== id) });
  }

  /** Runs an action on a message. If it fails, the problem is shown at that message. */
  async #reportProblemsAt(messageId: string, action: () => Promise<void>): Promise<void> {
    const { [messageId]: _, ...problems } = this.get().problems;
    this.set({ problems });
    try {
      await action();
    } catch (error) {
      this.#setProblem(messageId, toProblem(error));
    }
  }

  #setProblem(messageId: string, problem: Problem): void {
    this.set({ problems: { ...this.get().problems, [messageId]: problem } });
  }

  #notifyTabs(): void {
    const { interactionId } = this.get();
    if (interactionId !== undefined) this.#session.notifyTabs({ interactionId, what: "messages" });
  }
}
