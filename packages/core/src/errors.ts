// One class per status of the API, so that callers tell errors apart with `instanceof`.

/** What is known of an error besides its message. */
export interface ErrorDetails {
  statusCode?: number;
  body?: unknown;
  code?: string;
  requestId?: string;
  retryAfter?: number;
  cause?: unknown;
}

/** Everything that these clients throw, except a `TypeError` for wrong arguments and the reason of an `AbortSignal`. */
export class ProficientError extends Error {
  override name = "ProficientError";
  /** The status of the answer, if there was one. */
  readonly statusCode: number | undefined;
  /** The body of the answer: parsed if it was JSON, otherwise its text. */
  readonly body: unknown;
  /** Such as `invalid_request`; for programs. The message is for people. */
  readonly code: string | undefined;
  /** Under which the server's log knows the request. */
  readonly requestId: string | undefined;
  /** After how many seconds the server wants to be asked again. */
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

/** 400: malformed, an unknown field, a value out of range. The message names the field. */
export class InvalidRequestError extends ProficientError {
  override name = "InvalidRequestError";
}

/** 401: a key, an external ID or an HMAC is missing or wrong. */
export class InvalidCredentialsError extends ProficientError {
  override name = "InvalidCredentialsError";
}

/** 403: known, but not allowed, such as talking to an inactive agent. */
export class ForbiddenError extends ProficientError {
  override name = "ForbiddenError";
}

/** 404: absent, or somebody else's. */
export class ResourceNotFoundError extends ProficientError {
  override name = "ResourceNotFoundError";
}

/** 409: the tree of messages or a running reply forbids it. */
export class ConflictError extends ProficientError {
  override name = "ConflictError";
}

/** 413: the body is over the server's limit. */
export class PayloadTooLargeError extends ProficientError {
  override name = "PayloadTooLargeError";
}

/** 429: too many requests; see `retryAfter`. */
export class RateLimitedError extends ProficientError {
  override name = "RateLimitedError";
}

/** 500: the server's fault; its log knows the `requestId`. */
export class UnknownError extends ProficientError {
  override name = "UnknownError";
}

/** 503: the model's provider or the store cannot be reached. */
export class UnavailableError extends ProficientError {
  override name = "UnavailableError";
}

/** There was no whole answer in time. Whether the server did what it was asked is not known. */
export class ProficientTimeoutError extends ProficientError {
  override name = "ProficientTimeoutError";
}

/** The server could not be reached, or the connection broke; `cause` is the platform's error. */
export class ProficientConnectionError extends ProficientError {
  override name = "ProficientConnectionError";
}

const CLASSES: Record<number, typeof ProficientError> = {
  400: InvalidRequestError,
  401: InvalidCredentialsError,
  403: ForbiddenError,
  404: ResourceNotFoundError,
  409: ConflictError,
  413: PayloadTooLargeError,
  429: RateLimitedError,
  500: UnknownError,
  // A proxy before the server uses these two where the server says 503.
  502: UnavailableError,
  503: UnavailableError,
  504: UnavailableError,
};

/** The error that an answer of the server means. */
export async function errorFrom(response: Response): Promise<ProficientError> {
  const body = parsed(await response.text());
  const { code, message } = (body as { error?: { code?: string; message?: string } } | null)?.error ?? {};
  const retryAfter = seconds(response.headers.get("retry-after"));
  const requestId = response.headers.get("x-request-id");
  const Class = CLASSES[response.status] ?? ProficientError;
  return new Class(message ?? `The server answered ${response.status}`, {
    statusCode: response.status,
    body,
    ...(code !== undefined && { code }),
    ...(requestId !== null && { requestId }),
    ...(retryAfter !== undefined && { retryAfter }),
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** `Retry-After` is a number of seconds, or a date. */
function seconds(header: string | null): number | undefined {
  if (header === null) return undefined;
  const number = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isNaN(number) ? undefined : Math.max(0, number);
}
