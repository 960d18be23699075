// When a request may be repeated without anybody's harm, and how long to wait before.
import { ProficientConnectionError, type ProficientError } from "./errors.js";

/** A server that wants a longer pause than this is not asked again. */
const LONGEST_WAIT = 30_000;
const FIRST_WAIT = 500;
const USUAL_WAIT = 8_000;

/** Milliseconds before the next try, growing, with jitter so that many callers do not come back at once. */
export function backoff(attempt: number, retryAfter?: number): number {
  const usual = Math.min(FIRST_WAIT * 2 ** attempt, USUAL_WAIT) * (0.5 + Math.random() / 2);
  return Math.max(usual, (retryAfter ?? 0) * 1000);
}

/**
 * Milliseconds after which to repeat a request that failed, or `undefined` not to. One that changes something is only
 * repeated when it surely was not carried out.
 */
export function retryDelay(error: ProficientError, attempt: number, idempotent: boolean): number | undefined {
  const refused = error.statusCode === 429 || (error instanceof ProficientConnectionError && isRefused(error.cause));
  if (!refused && !(idempotent && isPassing(error))) return undefined;
  const wait = backoff(attempt, error.retryAfter);
  return wait > LONGEST_WAIT ? undefined : wait;
}

/** Whether the same request may well succeed a little later. */
export function isPassing(error: ProficientError): boolean {
  return error instanceof ProficientConnectionError || [429, 502, 503, 504].includes(error.statusCode ?? 0);
}

/** Whether no connection was made at all. Node and Bun say so; browsers do not tell. */
function isRefused(cause: unknown): boolean {
  if (typeof cause !== "object" || cause === null) return false;
  const { code, errors, cause: inner } = cause as { code?: unknown; errors?: unknown[]; cause?: unknown };
  if (Array.isArray(errors) && errors.length > 0) return errors.every(isRefused);
  return code === "ECONNREFUSED" || code === "ConnectionRefused" || isRefused(inner);
}
