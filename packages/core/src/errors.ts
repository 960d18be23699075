// One class per HTTP status of the API, so that callers can use `instanceof`.

/** Details of an error besides its message. */
export interface ErrorDetails {
  statusCode?: number;
  body?: unknown;
  code?: string;
  requestId?: string;
  retryAfter?: number;
  cause?: unknown;
}

/** The base class of all errors, except a `TypeError` for invalid arguments and the reason of an `AbortSignal`. */
export class ProficientError extends Error {
  override name = "ProficientError";
  /** The HTTP status of the response, if there was one. */
  readonly statusCode: number | undefined;
  /** The response body: parsed if it is JSON, otherwise as text. */
  readonly body: unknown;
  /** The error code, such as `invalid_request`. Use this in code; the message is for people. */
  readonly code: string | undefined;
  /** The request's ID in the server's log. */
  readonly requestId: string | undefined;
  /** Seconds to wait before the next request, if the server says so. */
  readonly retryAfter: number | undefined;

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.statusCode = details.statusCode;
    this.body = details.body;
    this.code = details.code;
    this.requestId = details.requestId;
    this.retryAfter = details.retryAfter;
  }
}

/** 400: malformed request, unknown field, or value out of range. The message names the field. */
export class InvalidRequestError extends ProficientError {
  override name = "InvalidRequestError";
}

/** 401: the key, external ID or HMAC is missing or wrong. */
export class InvalidCredentialsError extends ProficientError {
  override name = "InvalidCredentialsError";
}

/** 403: authenticated but not allowed, such as talking to an inactive agent. */
export class ForbiddenError extends ProficientError {
  override name = "ForbiddenError";
}

/** 404: does not exist, or belongs to someone else. */
export class ResourceNotFoundError extends ProficientError {
  override name = "ResourceNotFoundError";
}

/** 409: conflicts with the message tree or with a reply in progress. */
export class ConflictError extends ProficientError {
  override name = "ConflictError";
}

/** 413: the request body exceeds the server's limit. */
export class PayloadTooLargeError extends ProficientError {
  override name = "PayloadTooLargeError";
}

/** 429: too many requests; see `retryAfter`. */
export class RateLimitedError extends ProficientError {
  override name = "RateLimitedError";
}

/** 500: a server error. Look up the `requestId` in the server's log. */
export class UnknownError extends ProficientError {
  override name = "UnknownError";
}

/** 503: the model provider or the database is unavailable. */
export class UnavailableError extends ProficientError {
  override name = "UnavailableError";
}

/** The response did not arrive in time. The server may or may not have processed the request. */
export class ProficientTimeoutError extends ProficientError {
  override name = "ProficientTimeoutError";
}

/** The server could not be reached, or the connection broke. `cause` is the platform's error. */
export class ProficientConnectionError extends ProficientError {
  override name = "ProficientConnectionError";
}

const ERROR_CLASSES: Record<number, typeof ProficientError> = {
  400: InvalidRequestError,
  401: InvalidCredentialsError,
  403: ForbiddenError,
  404: ResourceNotFoundError,
  409: ConflictError,
  413: PayloadTooLargeError,
  429: RateLimitedError,
  500: UnknownError,
  // Proxies in front of the server respond with 502 or 504 where the server responds with 503.
  502: UnavailableError,
  503: UnavailableError,
  504: UnavailableError,
};

/** Returns the error for an unsuccessful response. */
export async function errorFromResponse(response: Response): Promise<ProficientError> {
  const body = parseBody(await response.text());
  const { code, message } = (body as { error?: { code?: string; message?: string } } | null)?.error ?? {};
  const retryAfter = parseRetryAfter(response.headers.get("retry-after"));
  const requestId = response.headers.get("x-request-id");
  const ErrorClass = ERROR_CLASSES[response.status] ?? ProficientError;
  return new ErrorClass(message ?? `The server responded with status ${response.status}`, {
    statusCode: response.status,
    body,
    ...(code !== undefined && { code }),
    ...(requestId !== null && { requestId }),
    ...(retryAfter !== undefined && { retryAfter }),
  });
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Parses `Retry-After`, which is a number of seconds or a date. Returns seconds. */
function parseRetryAfter(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}
