import {
  ConflictError,
  ForbiddenError,
  InvalidCredentialsError,
  InvalidRequestError,
  PayloadTooLargeError,
  ProficientConnectionError,
  ProficientTimeoutError,
  RateLimitedError,
  ResourceNotFoundError,
  UnavailableError,
} from "@proficient/client";

/** What went wrong, as far as it matters to the person in front of it. */
export type ProblemKind =
  | "credentials"
  | "forbidden"
  | "gone"
  | "conflict"
  | "invalid"
  | "busy"
  | "unavailable"
  | "offline"
  | "unknown";

/** Something that went wrong, to be said where it happened. */
export interface Problem {
  kind: ProblemKind;
  /** What the server or the platform says about it; for developers rather than for users. */
  detail: string;
}

/** What an error means. */
export function problem(error: unknown): Problem {
  const detail = error instanceof Error ? error.message : String(error);
  return { kind: kind(error), detail };
}

function kind(error: unknown): ProblemKind {
  if (error instanceof InvalidCredentialsError) return "credentials";
  if (error instanceof ForbiddenError) return "forbidden";
  if (error instanceof ResourceNotFoundError) return "gone";
  if (error instanceof ConflictError) return "conflict";
  if (error instanceof InvalidRequestError || error instanceof PayloadTooLargeError) return "invalid";
  if (error instanceof RateLimitedError) return "busy";
  if (error instanceof UnavailableError) return "unavailable";
  if (error instanceof ProficientConnectionError || error instanceof ProficientTimeoutError) return "offline";
  return "unknown";
}
