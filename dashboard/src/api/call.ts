/** An error response of the server. */
export class ApiError extends Error {
  constructor(
    /** The HTTP status; 0 if there was no response. */
    readonly status: number,
    readonly code: string,
    message: string,
    /** The invalid field, if the message starts with its name. */
    readonly field: string | null = null,
    /** Seconds to wait before retrying. */
    readonly retryAfter: number | null = null,
  ) {
    super(message);
  }

  /** The message without the field's name, for display next to the field. */
  get detail(): string {
    return capital(this.field ? this.message.slice(this.field.length + 1).trim() : this.message);
  }
}

export type Query = Record<string, string | number | boolean | null | undefined>;

/** Returns a URL of the dashboard API. */
export function apiUrl(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return `/dashboard/api${path}${text && `?${text}`}`;
}

export function get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
  return call<T>(apiUrl(path, query), { signal: signal ?? null });
}

export function post<T>(path: string, body: object = {}, signal?: AbortSignal): Promise<T> {
  return call<T>(apiUrl(path), { method: "POST", body: JSON.stringify(body), signal: signal ?? null });
}

export function del<T>(path: string): Promise<T> {
  return call<T>(apiUrl(path), { method: "DELETE" });
}

async function call<T>(url: string, init: RequestInit): Promise<T> {
  let response: Response;
  try {
    const headers: HeadersInit = init.method ? { "Content-Type": "application/json" } : {};
    response = await fetch(url, { ...init, headers, credentials: "same-origin" });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "TimeoutError")
      throw new ApiError(0, "timed_out", "the server did not answer in time. Try again");
    if (init.signal?.aborted) throw cause;
    throw new ApiError(0, "unreachable", "could not reach the server. Check your connection and try again");
  }
  const body: unknown = await response.json().catch(() => null);
  if (response.ok && body !== null) return body as T;
  throw errorOf(response, body);
}

function errorOf(response: Response, body: unknown): ApiError {
  const error = (body as { error?: { code?: unknown; message?: unknown } } | null)?.error;
  const message = typeof error?.message === "string" ? error.message : `the server returned status ${response.status}`;
  const seconds = Number(response.headers.get("Retry-After") ?? Number.NaN);
  return new ApiError(
    response.status,
    typeof error?.code === "string" ? error.code : "unexpected",
    message,
    /^([a-z][a-z0-9_.]*):/.exec(message)?.[1] ?? null,
    Number.isFinite(seconds) ? seconds : null,
  );
}

/** Formats an error as a sentence. */
export function sentence(error: unknown): string {
  if (!(error instanceof Error)) return "Something went wrong.";
  const wait =
    error instanceof ApiError && error.retryAfter !== null ? ` Try again in ${duration(error.retryAfter)}.` : "";
  const text = capital(error.message);
  return `${text}${/[.!?]$/.test(text) ? "" : "."}${wait}`;
}

/** Returns the message for one of these form fields, if the error is about it. */
export function fieldError(error: unknown, ...fields: string[]): string | null {
  return error instanceof ApiError && error.field !== null && fields.includes(error.field) ? error.detail : null;
}

/** Returns the error, unless one of these fields already shows it. */
export function otherError(error: unknown, ...fields: string[]): unknown {
  return fieldError(error, ...fields) === null ? error : null;
}

function capital(text: string): string {
  // Keep field names as they are.
  return /^[a-z_]+:/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.ceil(seconds))} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
}
