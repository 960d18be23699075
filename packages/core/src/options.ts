/** A value, or a function that returns it on demand. */
export type Supplier<T> = T | (() => T | Promise<T>);

/** Returns the value of a supplier. */
export const resolveSupplier = async <T extends string | undefined>(supplier: Supplier<T>): Promise<T> =>
  typeof supplier === "function" ? supplier() : supplier;

/** Options that can be set for a client and for a single call. */
export interface CommonOptions {
  /** Timeout of a call in milliseconds, including retries. 0 disables it. Default: 60,000. */
  timeout?: number | undefined;
  /** How many times a failed request is retried if that is safe. Default: 2. */
  maxRetries?: number | undefined;
}

/** Options of a single call, always its last argument. */
export interface RequestOptions extends CommonOptions {
  /** Aborts the call. Whatever the server has started, it finishes. */
  signal?: AbortSignal | undefined;
  /** Additional headers. */
  headers?: Record<string, string> | undefined;
}

/** Options of both clients, besides their credentials. */
export interface ConnectionOptions extends CommonOptions {
  /** The server's URL. Default: `http://localhost:8080`. */
  baseUrl?: Supplier<string> | undefined;
  /** Replaces the platform's `fetch`. */
  fetch?: typeof globalThis.fetch | undefined;
}
