import type { CreatedInteraction, Interaction, Page } from "@proficient/client";
import { pollWhileVisible } from "./polling.js";
import { type Problem, toProblem } from "./problem.js";
import type { Session } from "./session.js";
import { Store } from "./store.js";
import { SuggestedNames } from "./suggestedNames.js";

export interface InteractionsState {
  status: "loading" | "ready" | "failed";
  /** The interactions loaded so far, newest first, including archived ones. */
  interactions: readonly Interaction[];
  hasMore: boolean;
  loadingMore: boolean;
  /** When interactions were last active, by ID: their last message, rather than a new name. */
  lastActive: Readonly<Record<string, number>>;
  /** Names to show, by ID, for interactions that have none. */
  suggestedNames: Readonly<Record<string, string>>;
  /** Why loading the list, or the last action on it, failed. */
  problem: Problem | undefined;
}

const EMPTY: InteractionsState = {
  status: "loading",
  interactions: [],
  hasMore: false,
  loadingMore: false,
  lastActive: {},
  suggestedNames: {},
  problem: undefined,
};

/** How many interactions are loaded at once, and how many are refreshed: of most users, the first are all they have. */
const [PAGE_SIZE, REFRESH_SIZE] = [100, 20];

/** Returns the interactions that were last active first. */
export function sortByActivity({
  interactions,
  lastActive,
}: Pick<InteractionsState, "interactions" | "lastActive">): Interaction[] {
  const at = (one: Interaction) => lastActive[one.id] ?? one.updatedAt;
  return [...interactions].sort((a, b) => at(b) - at(a));
}

/** A user's interactions with an agent. */
export class InteractionsStore extends Store<InteractionsState> {
  readonly #session: Session;
  readonly #agentId: string;
  #signal: AbortSignal | undefined;
  /** How often this store has changed the list itself. */
  #changes = 0;
  readonly #suggestedNames = new SuggestedNames((id, name) => this.#nameIfUnnamed(id, name));

  constructor(session: Session, agentId: string) {
    super(EMPTY);
    this.#session = session;
    this.#agentId = agentId;
  }

  /** Loads the first page and keeps it up to date. Returns a function that stops this. */
  start(): () => void {
    const controller = new AbortController();
    this.#signal = controller.signal;
    this.load();
    const unsubscribe = this.#session.subscribeToTabs(({ what }) => {
      if (what === "list") this.load();
    });
    const stopPolling = pollWhileVisible(this.#session, () => this.#loadFirst(REFRESH_SIZE));
    const stopListening = this.#session.onLeave(() => {
      // There is no time to ask the server first.
      for (const { id, name } of this.#suggestedNames.takePending()) {
        if (!this.get().interactions.find((one) => one.id === id)?.name) this.rename(id, name);
      }
    });
    return () => {
      unsubscribe();
      stopPolling();
      stopListening();
      for (const { id, name } of this.#suggestedNames.takePending()) this.#nameIfUnnamed(id, name);
      controller.abort();
    };
  }

  /** Reloads the first page. */
  readonly load = (): Promise<void> => this.#loadFirst(PAGE_SIZE);

  async #loadFirst(limit: number): Promise<void> {
    if (this.get().status === "failed") this.set(EMPTY);
    const signal = this.#signal;
    const changes = this.#changes;
    try {
      const { data, hasMore } = await this.#list(limit);
      // The response may be older than what was created, renamed or deleted in the meantime.
      if (changes !== this.#changes) return this.#loadFirst(limit);
      const last = data.at(-1);
      // Keep further pages, except interactions that would be on this page if they still existed.
      const known = new Set(data.map(({ id }) => id));
      const isOlder = ({ id, createdAt }: Interaction) => last && createdAt <= last.createdAt && !known.has(id);
      const older = hasMore ? this.get().interactions.filter(isOlder) : [];
      const more = older.length > 0 ? this.get().hasMore : hasMore;
      this.#setInteractions([...data, ...older], { status: "ready", hasMore: more, problem: undefined });
    } catch (error) {
      if (signal?.aborted) return;
      if (this.get().status !== "ready") this.set({ status: "failed", problem: toProblem(error) });
    }
  }

  readonly loadMore = async (): Promise<void> => {
    await this.#loadPage();
  };

  /** Loads further pages until `count` interactions are loaded, or all, or loading fails. */
  readonly loadUpTo = async (count: number): Promise<void> => {
    while (this.get().interactions.length < count && (await this.#loadPage()));
  };

  /** Returns whether another page was loaded. */
  async #loadPage(): Promise<boolean> {
    if (!this.get().hasMore || this.get().loadingMore) return false;
    this.set({ loadingMore: true });
    const isLoaded = await this.#attempt(async () => {
      const { data, hasMore } = await this.#listNext();
      const known = new Set(this.get().interactions.map(({ id }) => id));
      const added = data.filter(({ id }) => !known.has(id));
      this.#setInteractions([...this.get().interactions, ...added], { hasMore });
    });
    this.set({ loadingMore: false });
    return isLoaded;
  }

  /** Creates an interaction. `messages` holds the agent's greeting, if there is one. Throws on failure. */
  readonly create = async (): Promise<CreatedInteraction> => {
    const created = await this.#session.client.interactions.create({ agentId: this.#agentId });
    this.add(created.interaction);
    return created;
  };

  readonly rename = (id: string, name: string): Promise<boolean> => this.#update(id, { name });

  /**
   * Suggests the first message of an interaction as its name. The server may have a better one after the first reply, so
   * this one is stored only some time after the interaction is settled: no reply is on its way.
   */
  readonly suggestName = (id: string, message: string, isSettled = true): void => {
    const name = this.#suggestedNames.suggest(id, message, isSettled);
    this.set({ suggestedNames: { ...this.get().suggestedNames, [id]: name } });
  };

  async #nameIfUnnamed(id: string, name: string): Promise<void> {
    try {
      const current = await this.#session.client.interactions.get(id);
      if (current.name === "") await this.rename(id, name);
      else this.#change(this.get().interactions.map((one) => (one.id === id ? current : one)));
    } catch {
      // The name is suggested again when the conversation is next opened.
    }
  }

  readonly archive = (id: string, archived = true): Promise<boolean> => this.#update(id, { archived });

  /** Deletes an interaction with its messages. Returns whether it no longer exists. */
  readonly remove = (id: string): Promise<boolean> =>
    this.#attempt(async () => {
      await this.#session.client.interactions.delete(id).catch((error) => {
        if (toProblem(error).kind !== "gone") throw error;
      });
      this.#change(this.get().interactions.filter((one) => one.id !== id));
      this.#notifyTabs(id);
    });

  readonly dismissProblem = (): void => this.set({ problem: undefined });

  /** Adds an interaction that was created elsewhere, such as by a turn. */
  readonly add = (interaction: Interaction): void => {
    if (this.get().interactions.some(({ id }) => id === interaction.id)) return;
    this.#change([interaction, ...this.get().interactions]);
    this.#notifyTabs(interaction.id);
  };

  /** A message was sent in an interaction. The server's list says so only when it is loaded again. */
  readonly noteActivity = (id: string, at: number): void => {
    const { lastActive } = this.get();
    this.set({ lastActive: { ...lastActive, [id]: Math.max(at, lastActive[id] ?? 0) } });
  };

  #change(interactions: readonly Interaction[]): void {
    this.#changes += 1;
    this.#setInteractions(interactions);
  }

  #setInteractions(interactions: readonly Interaction[], others: Partial<InteractionsState> = {}): void {
    const counts = new Map(this.get().interactions.map((one) => [one.id, one.totalMessageCount]));
    const lastActive = { ...this.get().lastActive };
    for (const { id, totalMessageCount, updatedAt } of interactions) {
      // Unless there are more messages, an update has only changed the name.
      const known = lastActive[id];
      if (known === undefined || counts.get(id) !== totalMessageCount) lastActive[id] = Math.max(updatedAt, known ?? 0);
    }
    this.set({ ...others, interactions, lastActive });
  }

  #update(id: string, change: { name?: string; archived?: boolean }): Promise<boolean> {
    const before = this.get().interactions;
    const replace = (next: (old: Interaction) => Interaction) =>
      this.#change(this.get().interactions.map((one) => (one.id === id ? next(one) : one)));
    return this.#attempt(
      async () => {
        replace((old) => ({ ...old, ...change })); // optimistic update
        const updated = await this.#session.client.interactions.update(id, change);
        replace(() => updated);
        this.#notifyTabs(id);
      },
      () => replace((now) => before.find((old) => old.id === id) ?? now),
    );
  }

  async #attempt(action: () => Promise<void>, undo?: () => void): Promise<boolean> {
    const signal = this.#signal;
    try {
      await action();
      this.set({ problem: undefined });
      return true;
    } catch (error) {
      if (signal?.aborted) return false;
      undo?.();
      this.set({ problem: toProblem(error) });
      return false;
    }
  }

  #list(limit: number, startingAfter?: string): Promise<Page<Interaction>> {
    const { interactions } = this.#session.client;
    return interactions.list({ agentId: this.#agentId, limit, startingAfter }, { signal: this.#signal });
  }

  /** Returns the page after the last known interaction. Drops interactions from the end that were deleted elsewhere. */
  async #listNext(): Promise<Page<Interaction>> {
    for (;;) {
      const last = this.get().interactions.at(-1);
      try {
        return await this.#list(PAGE_SIZE, last?.id);
      } catch (error) {
        if (!last || toProblem(error).kind !== "gone") throw error;
        this.#change(this.get().interactions.slice(0, -1));
      }
    }
  }

  #notifyTabs(interactionId: string): void {
    this.#session.notifyTabs({ interactionId, what: "list" });
  }
}
