import { type CreatedInteraction, type Message, newClientId, type Rating } from "@proficient/client";
import type { ConversationOptions, ConversationState, Outgoing } from "./conversationState.js";
import { loadAllMessages, mergeMessages } from "./messages.js";
import { choicesFor, upsertMessage, visiblePath } from "./messageTree.js";
import { pollWhileVisible } from "./polling.js";
import { type Problem, toProblem } from "./problem.js";
import { type ReplyListener, ReplyStreams, type TurnListener } from "./replyStreams.js";
import type { Session } from "./session.js";
import { Store } from "./store.js";

/** An interaction: its message tree and the actions on it. */
export class ConversationStore extends Store<ConversationState> {
  readonly #session: Session;
  readonly #options: ConversationOptions;
  #replies: ReplyStreams;
  /** The last message of the server's list, where the next refresh continues. */
  #lastId: string | undefined;
  #wasStarted = false;
  /** Whether this store is sending the outgoing message, rather than a page before a reload. */
  #isSending = false;
  /** The message taken back last. The server may have it, so sent again unchanged, it has the same ID. */
  #takenBack: Outgoing | undefined;

  constructor(session: Session, options: ConversationOptions) {
    const ready = options.interactionId === undefined || options.messages !== undefined;
    super({
      interactionId: options.interactionId,
      status: ready ? "ready" : "loading",
      messages: options.messages ?? [],
      choices: {},
      outgoing: session.outbox.get(outboxKey(options)),
      asking: undefined,
      problems: {},
      ratingProblems: {},
      problem: undefined,
    });
    this.#session = session;
    this.#options = options;
    this.#replies = new ReplyStreams(session, AbortSignal.abort());
  }

  /** Loads the conversation and keeps it up to date. Returns a function that stops this. */
  start(): () => void {
    const controller = new AbortController();
    this.#replies = new ReplyStreams(this.#session, controller.signal);
    // Opened again, the conversation may have changed in the meantime.
    if (this.get().status !== "ready" || this.#wasStarted) this.load();
    else this.#sendAfterReload();
    this.#wasStarted = true;
    for (const message of this.get().messages) this.#resume(message);
    const unsubscribe = this.#session.subscribeToTabs(({ interactionId }) => {
      if (interactionId === this.get().interactionId) this.load();
    });
    const stopPolling = pollWhileVisible(this.#session, this.#refresh);
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
    this.#reportMessages();
    this.#confirmFrom(loaded);
    for (const message of loaded) this.#resume(message);
    for (const reply of this.#session.awaited.settleUnseen(interactionId, this.get().messages, this.get().asking)) {
      this.#options.onReply?.(reply);
    }
    this.#sendAfterReload();
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
      this.#confirmFrom(data);
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

  /** Sends the failed message again. If the server already has it, it is not stored twice. */
  readonly resend = (): Promise<boolean> => {
    const { outgoing } = this.get();
    return outgoing?.problem ? this.#post(outgoing) : Promise.resolve(false);
  };

  /** Discards the message that failed and returns its text. */
  readonly takeBack = (): string => {
    const { outgoing } = this.get();
    this.#takenBack = outgoing;
    this.#setOutgoing(undefined);
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
    const { [replyId]: _, ...problems } = this.get().problems;
    this.set({ problems });
    try {
      this.#upsert(await this.#session.client.messages.cancel(replyId));
    } catch (error) {
      this.#setProblem(replyId, toProblem(error));
    }
  };

  /** Shows the branch that a message is on. */
  readonly choose = (messageId: string): void => {
    const { messages, choices } = this.get();
    this.set({ choices: choicesFor(messages, messageId, choices) });
  };

  /**
   * Rates a reply, with a comment if there is one. The same rating again, without a comment, removes it. Returns whether
   * this was stored.
   */
  readonly rate = async (messageId: string, rating: Rating, comment?: string): Promise<boolean> => {
    const before = this.get().messages.find(({ id }) => id === messageId);
    if (!before) return false;
    const next = before.feedback?.rating === rating && comment === undefined ? null : rating;
    const { [messageId]: _, ...ratingProblems } = this.get().ratingProblems;
    this.set({ ratingProblems });
    try {
      const params = { rating: next, ...(comment && { comment }) };
      const rated = await this.#session.client.messages.feedback(messageId, params);
      this.#upsert(rated);
      this.#options.onRated?.(rated);
      this.#notifyTabs();
      return true;
    } catch (error) {
      this.set({ ratingProblems: { ...this.get().ratingProblems, [messageId]: toProblem(error) } });
      return false;
    }
  };

  async #post({
    content,
    parentId,
    clientId = this.#clientIdFor(content, parentId),
  }: Omit<Outgoing, "clientId" | "problem"> & { clientId?: string }) {
    this.#takenBack = undefined;
    this.#setOutgoing({ content, parentId, clientId });
    this.#isSending = true;
    const outgoing = this.get().outgoing as Outgoing;
    const isSent = await ((this.#options.autoAsk ?? true) ? this.#takeTurn(outgoing) : this.#store(outgoing));
    this.#isSending = false;
    if (isSent) this.#reportMessages();
    return isSent;
  }

  #clientIdFor(content: string, parentId: string | null): string {
    const before = this.#takenBack;
    return before?.content === content && before.parentId === parentId ? before.clientId : newClientId();
  }

  /** Sends a message and asks for the reply, in one request. Returns whether the message was sent. */
  #takeTurn({ content, parentId, clientId }: Outgoing): Promise<boolean> {
    const { interactionId } = this.get();
    const { agentId } = this.#options;
    const place = interactionId === undefined ? { agentId: agentId ?? null } : { interactionId, parentId };
    return new Promise((resolve) => {
      let listener: ReplyListener | undefined;
      const turnListener: TurnListener = {
        onInteraction: (created) => this.#begin(created),
        onMessage: (message) => {
          listener = this.#listener(message.id);
          this.#confirm(message);
          this.set({ asking: message.id });
          resolve(true);
        },
        onUpdate: (reply) => listener?.onUpdate(reply),
        onEnd: (reply, ...rest) => listener?.onEnd(reply, ...rest),
        onLeave: (reply) => listener?.onLeave(reply),
        onError: (error, reply) => {
          if (listener) return listener.onError(error, reply);
          this.#failOutgoing(clientId, error);
          this.load(); // perhaps the server has the message anyway
          resolve(false);
        },
      };
      this.#replies.takeTurn({ ...place, content, clientId }, turnListener).then(() => {
        if (this.get().asking === this.#idOf(clientId)) this.set({ asking: undefined });
        resolve(false); // no effect if the message was sent
      });
    });
  }

  /** Sends a message without asking for a reply. Returns whether it was sent. */
  async #store({ content, parentId, clientId }: Outgoing): Promise<boolean> {
    const { client } = this.#session;
    try {
      const { agentId } = this.#options;
      if (this.get().interactionId === undefined) {
        this.#begin(await client.interactions.create({ agentId: agentId as string, clientId }));
        parentId = this.get().outgoing?.parentId ?? null;
      }
      const interactionId = this.get().interactionId as string;
      this.#confirm(await client.messages.create({ interactionId, content, parentId, clientId }));
      return true;
    } catch (error) {
      this.#failOutgoing(clientId, error);
      return false;
    }
  }

  /** A new conversation has become an interaction. The message being sent goes below the greeting, if there is one. */
  #begin({ interaction, messages }: CreatedInteraction): void {
    if (this.get().interactionId !== undefined) return;
    const { outgoing } = this.get();
    const parentId = messages.at(-1)?.id ?? null;
    this.#session.outbox.delete(outboxKey(this.#options));
    this.set({ interactionId: interaction.id, messages });
    if (outgoing) this.#setOutgoing({ ...outgoing, parentId });
    this.#options.onCreated?.(interaction);
  }

  /** The server has the user's message. */
  #confirm(message: Message): void {
    const { outgoing, messages: before } = this.get();
    if (outgoing?.clientId === message.clientId) this.#setOutgoing(undefined);
    if (before.some(({ id }) => id === message.id) && outgoing?.clientId !== message.clientId) return;
    const messages = upsertMessage(before, message);
    this.set({ messages, choices: choicesFor(messages, message.id, this.get().choices) });
    if (this.#options.autoAsk ?? true) this.#session.awaited.set(message.id, message.interactionId);
    this.#options.onSent?.(message);
    this.#reportMessages();
    this.#notifyTabs();
  }

  /** Confirms the outgoing message if it is among messages from the server: only the response to it was lost. */
  #confirmFrom(loaded: readonly Message[]): void {
    const { outgoing } = this.get();
    const message = outgoing && loaded.find(({ clientId }) => clientId === outgoing.clientId);
    if (!message) return;
    this.#confirm(message);
    const isAnswered = this.get().messages.some(({ parentId }) => parentId === message.id);
    if (outgoing.problem && !isAnswered) this.#setProblem(message.id, outgoing.problem);
  }

  /** Sends a message again after a reload has interrupted the sending. */
  #sendAfterReload(): void {
    const { outgoing, status } = this.get();
    if (outgoing && !outgoing.problem && !this.#isSending && status === "ready") this.#post(outgoing);
  }

  #failOutgoing(clientId: string, error: unknown): void {
    const { outgoing } = this.get();
    if (outgoing?.clientId === clientId) this.#setOutgoing({ ...outgoing, problem: toProblem(error) });
  }

  #setOutgoing(outgoing: Outgoing | undefined): void {
    const key = outboxKey({ ...this.#options, interactionId: this.get().interactionId });
    if (outgoing) this.#session.outbox.set(key, outgoing);
    else this.#session.outbox.delete(key);
    this.set({ outgoing });
  }

  #idOf(clientId: string): string | undefined {
    return this.get().messages.find((message) => message.clientId === clientId)?.id;
  }

  #listener(messageId: string): ReplyListener {
    return {
      onUpdate: (reply) => {
        const isNew = !this.get().messages.some(({ id }) => id === reply.id);
        this.#upsert(reply);
        const { messages, choices, asking } = this.get();
        const isAsked = asking === messageId; // a refresh may have brought the reply before its stream does
        if (isAsked) this.#session.awaited.begin(reply);
        if (isNew || isAsked) {
          this.set({ choices: choicesFor(messages, reply.id, choices), asking: isAsked ? undefined : asking });
        }
        if (isNew) this.#notifyTabs();
      },
      onEnd: (reply, error, isStreamedHere) => {
        // An empty failed reply is not part of the conversation; the server does not list it either.
        if (reply.status === "failed" && reply.content === "") this.#remove(reply.id);
        else this.#upsert(reply);
        if (error) {
          this.#setProblem(reply.content === "" ? messageId : reply.id, {
            kind: "unavailable",
            detail: error.message,
          });
        }
        if (this.#session.awaited.settle(reply)) this.#options.onReply?.(reply);
        this.#reportMessages();
        if (isStreamedHere) this.#notifyTabs();
      },
      onError: (error, reply) => {
        this.#setProblem(reply?.content ? reply.id : messageId, toProblem(error));
        this.load(); // get the reply's actual state from the server
      },
      onLeave: (reply) => {
        if (this.get().asking === messageId) this.set({ asking: undefined });
        // The conversation may have been opened again in the meantime.
        this.#upsert(this.get().messages.find(({ id }) => id === reply.id) ?? reply);
        this.#resume(reply);
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

  #setProblem(messageId: string, problem: Problem): void {
    this.set({ problems: { ...this.get().problems, [messageId]: problem } });
  }

  #reportMessages(): void {
    const { messages, asking } = this.get();
    const isWriting = messages.some(({ status }) => status === "in_progress");
    this.#options.onMessages?.(messages, !this.#isSending && asking === undefined && !isWriting);
  }

  #notifyTabs(): void {
    const { interactionId } = this.get();
    if (interactionId !== undefined) this.#session.notifyTabs({ interactionId, what: "messages" });
  }
}

/** Returns where the outbox keeps the message of a conversation. */
export const outboxKey = ({ interactionId, agentId }: ConversationOptions): string => interactionId ?? `new:${agentId}`;
