/** A value, or a function that gives it when it is needed. */
export type Supplier<T> = T | (() => T | Promise<T>);

/** What a `Supplier` supplies. */
export const supplied = async <T extends string | undefined>(supplier: Supplier<T>): Promise<T> =>
  typeof supplier === "function" ? supplier() : supplier;

/** What can be set for every call of a client, and for one. */
export interface CommonOptions {
  /** Milliseconds that a call takes at most, repetitions included; 0 for no limit. Default: 60,000. */
  timeout?: number | undefined;
  /** How often a request that failed is repeated where that is safe. Default: 2. */
  maxRetries?: number | undefined;
}

/** The last argument of every call. */
export interface RequestOptions extends CommonOptions {
  /** Stops waiting. What the server has begun it finishes. */
  signal?: AbortSignal | undefined;
  /** Headers to send besides. */
  headers?: Record<string, string> | undefined;
}

/** What both clients take besides their credentials. */
export interface ConnectionOptions extends CommonOptions {
  /** Where the server is. Default: `http://localhost:8080`. */
  baseUrl?: Supplier<string> | undefined;
  /** Used instead of the platform's `fetch`. */
  fetch?: typeof globalThis.fetch | undefined;
}
