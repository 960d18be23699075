// Decides which failed requests are safe to retry, and after which delay.
import { ProficientConnectionError, type ProficientError } from "./errors.js";

/** Requests are not retried if the server asks for a longer delay than this. */
const MAX_RETRY_DELAY = 30_000;
const INITIAL_BACKOFF = 500;
const MAX_BACKOFF = 8_000;

/**
 * After which failures a request is sent again.
 * - `never`: after none.
 * - `unprocessed`: only if the server cannot have processed it.
 * - `lost`: also if its response was lost. For requests that the server recognizes by their `client_id`, and whose 503
 *   is the final result of something expensive.
 * - `transient`: after any transient failure.
 */
export type RetryRule = "never" | "unprocessed" | "lost" | "transient";

/** Returns the delay before the next attempt in milliseconds: exponential with jitter, at least `retryAfter` seconds. */
export function backoff(attempt: number, retryAfter?: number): number {
  const delay = Math.min(INITIAL_BACKOFF * 2 ** attempt, MAX_BACKOFF) * (0.5 + Math.random() / 2);
  return Math.max(delay, (retryAfter ?? 0) * 1000);
}

/** Returns the delay in milliseconds before a failed request is retried, or `undefined` if it must not be. */
export function retryDelay(error: ProficientError, attempt: number, rule: RetryRule): number | undefined {
  if (!allows(rule, error)) return undefined;
  const delay = backoff(attempt, error.retryAfter);
  return delay > MAX_RETRY_DELAY ? undefined : delay;
}

function allows(rule: RetryRule, error: ProficientError): boolean {
  if (rule === "never") return false;
  if (rule === "transient") return isTransient(error);
  if (error.statusCode === 429) return true;
  return error instanceof ProficientConnectionError && (rule === "lost" || isConnectionRefused(error.cause));
}

/** Returns whether the same request may succeed a little later. */
export function isTransient(error: ProficientError): boolean {
  return error instanceof ProficientConnectionError || [429, 502, 503, 504].includes(error.statusCode ?? 0);
}

/** Returns whether no connection was established. Node and Bun report this; browsers do not. */
function isConnectionRefused(cause: unknown): boolean {
  if (typeof cause !== "object" || cause === null) return false;
  const { code, errors, cause: inner } = cause as { code?: unknown; errors?: unknown[]; cause?: unknown };
  if (Array.isArray(errors) && errors.length > 0) return errors.every(isConnectionRefused);
  return code === "ECONNREFUSED" || code === "ConnectionRefused" || isConnectionRefused(inner);
}
