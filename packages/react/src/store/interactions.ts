import type { Interaction, Message } from "@proficient/client";
import type { Connection } from "./connection.js";
import { type Problem, problem } from "./problem.js";
import { Store } from "./store.js";
import { whenSeen } from "./tabs.js";

export interface InteractionsState {
  status: "loading" | "ready" | "failed";
  /** Newest first, archived ones too, as far as they are loaded. */
  interactions: readonly Interaction[];
  hasMore: boolean;
  loadingMore: boolean;
  /** Why the list could not be loaded, or the last thing that was tried with it. */
  problem: Problem | undefined;
}

const EMPTY: InteractionsState = {
  status: "loading",
  interactions: [],
  hasMore: false,
  loadingMore: false,
  problem: undefined,
};

/** A user's interactions with one agent. */
export class InteractionsStore extends Store<InteractionsState> {
  readonly #connection: Connection;
  readonly #agentId: string;
  #signal: AbortSignal | undefined;

  constructor(connection: Connection, agentId: string) {
    super(EMPTY);
    this.#connection = connection;
    this.#agentId = agentId;
  }

  /** Loads the first page and keeps it up to date, until the function that this gives is called. */
  start(): () => void {
    const stop = new AbortController();
    this.#signal = stop.signal;
    this.load();
    const unheard = this.#connection.hear(({ what }) => {
      if (what === "list") this.load();
    });
    const unseen = whenSeen(() => this.load());
    return () => {
      unheard();
      unseen();
      stop.abort();
    };
  }

  /** Loads the first page anew. */
  readonly load = async (): Promise<void> => {
    if (this.get().status === "failed") this.set(EMPTY);
    const signal = this.#signal;
    try {
      const { data, hasMore } = await this.#list({ signal });
      const last = data.at(-1);
      // Further pages stay, but nothing of them that this page would hold if it still were there.
      const known = new Set(data.map(({ id }) => id));
      const older = hasMore && last ? this.get().interactions.filter(({ id }) => id < last.id && !known.has(id)) : [];
      const more = older.length > 0 ? this.get().hasMore : hasMore;
      this.set({ status: "ready", interactions: [...data, ...older], hasMore: more, problem: undefined });
    } catch (error) {
      if (signal?.aborted) return;
      if (this.get().status !== "ready") this.set({ status: "failed", problem: problem(error) });
    }
  };

  readonly loadMore = async (): Promise<void> => {
    const last = this.get().interactions.at(-1);
    if (!this.get().hasMore || this.get().loadingMore || !last) return;
    this.set({ loadingMore: true });
    await this.#try(async () => {
      const { data, hasMore } = await this.#list({ signal: this.#signal }, last.id);
      const known = new Set(this.get().interactions.map(({ id }) => id));
      const added = data.filter(({ id }) => !known.has(id));
      this.set({ interactions: [...this.get().interactions, ...added], hasMore });
    });
    this.set({ loadingMore: false });
  };

  /** Begins one; `messages` holds the agent's greeting, if it speaks first. Throws what goes wrong. */
  readonly create = async (): Promise<{ interaction: Interaction; messages: Message[] }> => {
    const created = await this.#connection.client.interactions.create({ agentId: this.#agentId });
    const { interaction } = created;
    const others = this.get().interactions.filter(({ id }) => id !== interaction.id);
    this.set({ interactions: [interaction, ...others] });
    this.#tell(interaction.id);
    return created;
  };

  readonly rename = (id: string, name: string): Promise<boolean> => this.#update(id, { name });

  readonly archive = (id: string, archived = true): Promise<boolean> => this.#update(id, { archived });

  /** Deletes one with its messages. Whether it is gone. */
  readonly remove = (id: string): Promise<boolean> =>
    this.#try(async () => {
      await this.#connection.client.interactions.delete(id).catch((error) => {
        if (problem(error).kind !== "gone") throw error;
      });
      this.set({ interactions: this.get().interactions.filter((one) => one.id !== id) });
      this.#tell(id);
    });

  readonly dismissProblem = (): void => this.set({ problem: undefined });

  #update(id: string, change: { name?: string; archived?: boolean }): Promise<boolean> {
    const before = this.get().interactions;
    const swap = (next: (old: Interaction) => Interaction) =>
      this.set({ interactions: this.get().interactions.map((one) => (one.id === id ? next(one) : one)) });
    return this.#try(
      async () => {
        swap((old) => ({ ...old, ...change })); // seen at once
        const updated = await this.#connection.client.interactions.update(id, change);
        swap(() => updated);
        this.#tell(id);
      },
      () => swap((now) => before.find((old) => old.id === id) ?? now),
    );
  }

  async #try(action: () => Promise<void>, undo?: () => void): Promise<boolean> {
    const signal = this.#signal;
    try {
      await action();
      this.set({ problem: undefined });
      return true;
    } catch (error) {
      if (signal?.aborted) return false;
      undo?.();
      this.set({ problem: problem(error) });
      return false;
    }
  }

  #list(options: { signal: AbortSignal | undefined }, startingAfter?: string) {
    const { interactions } = this.#connection.client;
    return interactions.list({ agentId: this.#agentId, limit: 20, startingAfter }, options);
  }

  #tell(interactionId: string): void {
    this.#connection.tell({ interactionId, what: "list" });
  }
}
