import type { Agent } from "@proficient/client";
import { pollWhileVisible } from "./polling.js";
import { type Problem, toProblem } from "./problem.js";
import type { Session } from "./session.js";
import { Store } from "./store.js";

export interface AgentState {
  status: "loading" | "ready" | "failed";
  agent: Agent | undefined;
  problem: Problem | undefined;
}

/** An agent, as users see it. */
export class AgentStore extends Store<AgentState> {
  readonly #session: Session;
  readonly #agentId: string;
  #signal: AbortSignal | undefined;

  constructor(session: Session, agentId: string) {
    super({ status: "loading", agent: undefined, problem: undefined });
    this.#session = session;
    this.#agentId = agentId;
  }

  /** Loads the agent and polls it, since it can be activated or deactivated. Returns a function that stops this. */
  start(): () => void {
    const controller = new AbortController();
    this.#signal = controller.signal;
    this.load();
    const stopPolling = pollWhileVisible(this.#session, this.load, 60_000);
    return () => {
      stopPolling();
      controller.abort();
    };
  }

  readonly load = async (): Promise<void> => {
    const signal = this.#signal;
    if (this.get().status === "failed") this.set({ status: "loading", problem: undefined });
    try {
      const agent = await this.#session.client.agents.get(this.#agentId, { signal });
      this.set({ status: "ready", agent, problem: undefined });
    } catch (error) {
      // Once the agent is loaded, stale data is better than an error.
      if (!signal?.aborted && !this.get().agent) this.set({ status: "failed", problem: toProblem(error) });
    }
  };
}
