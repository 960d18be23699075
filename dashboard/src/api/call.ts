/** What the server refused, as it says it. */
export class ApiError extends Error {
  constructor(
    /** The HTTP status; 0 if no answer came. */
    readonly status: number,
    readonly code: string,
    message: string,
    /** The field that is wrong, where the message begins with its name. */
    readonly field: string | null = null,
    /** After how many seconds to try again. */
    readonly retryAfter: number | null = null,
  ) {
    super(message);
  }

  /** The message without the field's name, to stand beside the field. */
  get detail(): string {
    return capital(this.field ? this.message.slice(this.field.length + 1).trim() : this.message);
  }
}

export type Query = Record<string, string | number | boolean | null | undefined>;

/** The address of something of the dashboard's own API. */
export function address(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return `/dashboard/api${path}${text && `?${text}`}`;
}

export function get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
  return call<T>(address(path, query), { signal: signal ?? null });
}

export function post<T>(path: string, body: object = {}): Promise<T> {
  return call<T>(address(path), { method: "POST", body: JSON.stringify(body) });
}

export function del<T>(path: string): Promise<T> {
  return call<T>(address(path), { method: "DELETE" });
}

async function call<T>(url: string, init: RequestInit): Promise<T> {
  let response: Response;
  try {
    const headers: HeadersInit = init.method ? { "Content-Type": "application/json" } : {};
    response = await fetch(url, { ...init, headers, credentials: "same-origin" });
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new ApiError(0, "unreachable", "the server cannot be reached. Check your connection and that it is running");
  }
  const body: unknown = await response.json().catch(() => null);
  if (response.ok && body !== null) return body as T;
  throw refused(response, body);
}

function refused(response: Response, body: unknown): ApiError {
  const error = (body as { error?: { code?: unknown; message?: unknown } } | null)?.error;
  const message = typeof error?.message === "string" ? error.message : `the server answered ${response.status}`;
  const seconds = Number(response.headers.get("Retry-After") ?? Number.NaN);
  return new ApiError(
    response.status,
    typeof error?.code === "string" ? error.code : "unexpected",
    message,
    /^([a-z][a-z0-9_.]*):/.exec(message)?.[1] ?? null,
    Number.isFinite(seconds) ? seconds : null,
  );
}

/** What went wrong, in a sentence for people. */
export function sentence(error: unknown): string {
  if (!(error instanceof Error)) return "Something went wrong.";
  const wait =
    error instanceof ApiError && error.retryAfter !== null ? ` Try again in ${duration(error.retryAfter)}.` : "";
  const text = capital(error.message);
  return `${text}${/[.!?]$/.test(text) ? "" : "."}${wait}`;
}

/** What is wrong with one field of a form, to stand beside it. */
export function fieldError(error: unknown, ...fields: string[]): string | null {
  return error instanceof ApiError && error.field !== null && fields.includes(error.field) ? error.detail : null;
}

/** The error, unless it stands beside one of these fields already. */
export function otherError(error: unknown, ...fields: string[]): unknown {
  return fieldError(error, ...fields) === null ? error : null;
}

function capital(text: string): string {
  // A field's name stays as it is.
  return /^[a-z_]+:/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.ceil(seconds))} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
}
