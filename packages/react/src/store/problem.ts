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

/** The kinds of problems that the chat distinguishes for users. */
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

/** An error as shown to the user, at the place where it happened. */
export interface Problem {
  kind: ProblemKind;
  /** The error message of the server or the platform. For developers; the chat does not show it. */
  detail: string;
}

/** Converts an error. */
export function toProblem(error: unknown): Problem {
  const detail = error instanceof Error ? error.message : String(error);
  return { kind: problemKind(error), detail };
}

function problemKind(error: unknown): ProblemKind {
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
