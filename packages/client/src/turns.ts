import {
  type CreateTurnParams,
  type RequestOptions,
  Resource,
  type Transport,
  type Turn,
  TurnStream,
  withClientId,
} from "@proficient/core";
import type { Messages, StreamOptions } from "./messages.js";

/** Turns: a user's message and the agent's reply to it, in one call. */
export class Turns extends Resource {
  readonly #messages: Messages;

  constructor(transport: Transport, messages: Messages) {
    super(transport);
    this.#messages = messages;
  }

  /**
   * Sends a message, in a new interaction if `agentId` is given, and waits for the whole reply. No timeout by default.
   * Another call with the same `clientId` returns the same turn, so you can repeat a call whose response was lost.
   */
  create(params: CreateTurnParams, options?: RequestOptions): Promise<Turn> {
    return this.send({ ...turnRequest(params), retry: "lost", timeout: 0 }, options);
  }

  /** Like `create`, but streams the reply while it is being written. */
  stream(params: CreateTurnParams, options: StreamOptions = {}): TurnStream {
    // The stream itself repeats the request.
    const request = { ...turnRequest(params), retry: "never" } as const;
    const ask = () => this.openStream(request, options);
    const source = { ...this.#messages.replySource(options), ask, canRepeat: true };
    return new TurnStream(source, { ...options, maxRetries: this.maxRetries(options) });
  }
}

const turnRequest = (params: CreateTurnParams) =>
  ({ method: "POST", path: "/turns", body: withClientId(params) }) as const;
