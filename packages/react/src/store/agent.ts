import type { Agent } from "@proficient/client";
import type { Connection } from "./connection.js";
import { type Problem, problem } from "./problem.js";
import { Store } from "./store.js";
import { whenSeen } from "./tabs.js";

export interface AgentState {
  status: "loading" | "ready" | "failed";
  agent: Agent | undefined;
  problem: Problem | undefined;
}

/** The agent, as users see it. */
export class AgentStore extends Store<AgentState> {
  readonly #connection: Connection;
  readonly #agentId: string;
  #signal: AbortSignal | undefined;

  constructor(connection: Connection, agentId: string) {
    super({ status: "loading", agent: undefined, problem: undefined });
    this.#connection = connection;
    this.#agentId = agentId;
  }

  /** Loads it, and again when the page is seen again: it may have been activated or deactivated. */
  start(): () => void {
    const stop = new AbortController();
    this.#signal = stop.signal;
    this.load();
    const unseen = whenSeen(() => this.load(), 60_000);
    return () => {
      unseen();
      stop.abort();
    };
  }

  readonly load = async (): Promise<void> => {
    const signal = this.#signal;
    if (this.get().status === "failed") this.set({ status: "loading", problem: undefined });
    try {
      const agent = await this.#connection.client.agents.get(this.#agentId, { signal });
      this.set({ status: "ready", agent, problem: undefined });
    } catch (error) {
      // What is known of it stays good enough.
      if (!signal?.aborted && !this.get().agent) this.set({ status: "failed", problem: problem(error) });
    }
  };
}
