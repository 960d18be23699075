// Sends requests: credentials, timeout, retries, errors, and the conversion between camelCase and snake_case.
import { toCamel, toSnake } from "./case.js";
import { Deadline } from "./deadline.js";
import { errorFromResponse, ProficientConnectionError, ProficientError } from "./errors.js";
import { type ConnectionOptions, type RequestOptions, resolveSupplier } from "./options.js";
import { type RetryRule, retryDelay } from "./retry.js";

const DEFAULT_BASE_URL = "http://localhost:8080";
const DEFAULT_TIMEOUT = 60_000;
const DEFAULT_RETRIES = 2;

/** Authenticates requests. */
export interface Credentials {
  headers(): Promise<Record<string, string>>;
  /** Called after a 401 with the rejected headers. Returns whether `headers` may return other ones now. */
  refresh(rejected: Record<string, string>): boolean;
}

/** A request to the API. */
export interface ApiRequest {
  method: "GET" | "POST" | "DELETE";
  path: string;
  query?: object | undefined;
  body?: object | undefined;
  headers?: Record<string, string>;
  /** When the request is retried. Default: `transient` if it only reads, otherwise `unprocessed`. */
  retry?: RetryRule;
  /** Overrides the client's timeout. */
  timeout?: number;
}

/** An open stream of server-sent events. Whoever opened it disposes of the deadline. */
export interface EventStream {
  body: ReadableStream<Uint8Array>;
  deadline: Deadline;
}

/** Builds a request path. Encodes the IDs in it. */
export function path(literals: TemplateStringsArray, ...ids: string[]): string {
  return literals.reduce((result, literal, index) => `${result}${encodeSegment(ids[index - 1])}${literal}`);
}

function encodeSegment(id: unknown): string {
  // URL parsing would drop an empty segment or one of dots, and the request would go to another resource.
  if (typeof id !== "string" || /^\.*$/.test(id)) throw new TypeError(`Expected an ID, got ${JSON.stringify(id)}`);
  return encodeURIComponent(id);
}

export class Transport {
  readonly #credentials: Credentials;
  readonly #options: ConnectionOptions;

  constructor(credentials: Credentials, options: ConnectionOptions) {
    this.#credentials = credentials;
    this.#options = options;
  }

  /** The client's own limit of retries, if it has one. */
  get maxRetries(): number | undefined {
    return this.#options.maxRetries;
  }

  /** Sends a request and returns the parsed response. */
  async send<T>(request: ApiRequest, options: RequestOptions = {}): Promise<T> {
    const deadline = this.#deadline(request, options);
    try {
      return await this.#sendWithRetries(request, options, deadline, async (response) => {
        const text = await response.text();
        try {
          return toCamel(JSON.parse(text)) as T;
        } catch {
          throw unexpectedResponse(response, text, "JSON");
        }
      });
    } finally {
      deadline.dispose();
    }
  }

  /** Sends a request and returns its event stream. The timeout applies until the response begins. */
  async openStream(request: ApiRequest, options: RequestOptions = {}): Promise<EventStream> {
    const deadline = this.#deadline(request, options);
    const headers = { ...request.headers, Accept: "text/event-stream" };
    try {
      return await this.#sendWithRetries({ ...request, headers }, options, deadline, async (response) => {
        if (response.body === null || !response.headers.get("content-type")?.startsWith("text/event-stream")) {
          throw unexpectedResponse(response, await response.text(), "an event stream");
        }
        deadline.stopTimer();
        return { body: response.body, deadline };
      });
    } catch (error) {
      deadline.dispose();
      throw error;
    }
  }

  #deadline(request: ApiRequest, options: RequestOptions): Deadline {
    return new Deadline(options.timeout ?? request.timeout ?? this.#options.timeout ?? DEFAULT_TIMEOUT, options.signal);
  }

  async #sendWithRetries<T>(
    request: ApiRequest,
    options: RequestOptions,
    deadline: Deadline,
    read: (response: Response) => Promise<T>,
  ): Promise<T> {
    const retries = options.maxRetries ?? this.maxRetries ?? DEFAULT_RETRIES;
    const rule = request.retry ?? (request.method === "GET" ? "transient" : "unprocessed");
    let refreshed = false;
    for (let attempt = 0; ; ) {
      const credentials = await deadline.race(this.#credentials.headers());
      const headers = { ...credentials, ...request.headers, ...options.headers };
      const outcome = await this.#attempt({ ...request, headers }, deadline, read);
      if ("result" in outcome) return outcome.result;

      const { error } = outcome;
      if (error.statusCode === 401 && !refreshed && this.#credentials.refresh(credentials)) {
        refreshed = true;
        continue;
      }
      const delay = retryDelay(error, attempt, rule);
      if (attempt >= retries || delay === undefined || delay >= deadline.remaining) throw error;
      attempt += 1;
      await deadline.sleep(delay);
    }
  }

  /** Sends the request once. Returns errors that may be retried and throws all others. */
  async #attempt<T>(
    request: ApiRequest,
    deadline: Deadline,
    read: (response: Response) => Promise<T>,
  ): Promise<{ result: T } | { error: ProficientError }> {
    const url = await this.#url(request, deadline);
    const body = request.body && { body: JSON.stringify(toSnake(request.body)) };
    const type = request.body && { "Content-Type": "application/json" };
    const headers = encodeHeaders({ Accept: "application/json", ...type, ...request.headers });
    try {
      // Never send credentials to a redirect's target, and never let a cache (such as Next.js's) answer for the server.
      const init = { ...body, headers, method: request.method, redirect: "error", cache: "no-store" } as const;
      const fetch = this.#options.fetch ?? globalThis.fetch;
      const response = await fetch(url, { ...init, signal: deadline.signal });
      return response.ok ? { result: await read(response) } : { error: await errorFromResponse(response) };
    } catch (cause) {
      deadline.signal.throwIfAborted();
      if (cause instanceof ProficientError) throw cause;
      return { error: new ProficientConnectionError(`Could not reach ${url.origin}`, { cause }) };
    }
  }

  async #url(request: ApiRequest, deadline: Deadline): Promise<URL> {
    const base = await deadline.race(resolveSupplier(this.#options.baseUrl ?? DEFAULT_BASE_URL));
    let url: URL;
    try {
      url = new URL(`${base.replace(/\/+$/, "")}${request.path}`);
    } catch {
      throw new TypeError(`baseUrl: not a valid URL: ${JSON.stringify(base)}`);
    }
    for (const [name, value] of Object.entries(toSnake(request.query ?? {}) as object)) {
      if (value !== undefined && value !== null) url.searchParams.set(name, String(value));
    }
    return url;
  }
}

/** Encodes header values as UTF-8, which the server expects. `fetch` takes one character per byte. */
function encodeHeaders(headers: Record<string, string>): Record<string, string> {
  const utf8 = new TextEncoder();
  const encode = (value: string) => Array.from(utf8.encode(value), (byte) => String.fromCharCode(byte)).join("");
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, encode(value)]));
}

function unexpectedResponse(response: Response, body: string, expected: string): ProficientError {
  const details = { statusCode: response.status, body };
  return new ProficientError(`The response is not ${expected}. Is baseUrl the URL of a Proficient server?`, details);
}
