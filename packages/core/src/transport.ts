// Sends requests: credentials, time limit, repetitions, errors, and the two ways of spelling fields.
import { toCamel, toSnake } from "./case.js";
import { Deadline } from "./deadline.js";
import { errorFrom, ProficientConnectionError, ProficientError } from "./errors.js";
import { type ConnectionOptions, type RequestOptions, supplied } from "./options.js";
import { retryDelay } from "./retry.js";

const DEFAULT_BASE_URL = "http://localhost:8080";
const DEFAULT_TIMEOUT = 60_000;
const DEFAULT_RETRIES = 2;

/** Who asks. */
export interface Credentials {
  headers(): Promise<Record<string, string>>;
  /** After a 401 to these headers: whether others may be had. */
  renew(refused: Record<string, string>): boolean;
}

/** One request. */
export interface Call {
  method: "GET" | "POST" | "DELETE";
  path: string;
  query?: object | undefined;
  body?: object | undefined;
  headers?: Record<string, string>;
  /** Never repeat it. */
  once?: boolean;
  /** Other than the client's time limit. */
  timeout?: number;
}

/** An answer that is read as it comes. Whoever opened it ends its deadline. */
export interface Opened {
  body: ReadableStream<Uint8Array>;
  deadline: Deadline;
}

/** Puts IDs into a path. */
export function path(texts: TemplateStringsArray, ...ids: string[]): string {
  return texts.reduce((whole, text, at) => `${whole}${segment(ids[at - 1])}${text}`);
}

function segment(id: unknown): string {
  // A URL would swallow an empty ID or one of dots, and something else would be asked.
  if (typeof id !== "string" || /^\.*$/.test(id)) throw new TypeError(`An ID is needed, not ${JSON.stringify(id)}`);
  return encodeURIComponent(id);
}

export class Transport {
  readonly #credentials: Credentials;
  readonly #options: ConnectionOptions;

  constructor(credentials: Credentials, options: ConnectionOptions) {
    this.#credentials = credentials;
    this.#options = options;
  }

  /** The answer to a request, whole. */
  async send<T>(call: Call, options: RequestOptions = {}): Promise<T> {
    const deadline = this.#deadline(call, options);
    try {
      return await this.#attempts(call, options, deadline, async (response) => {
        const text = await response.text();
        try {
          return toCamel(JSON.parse(text)) as T;
        } catch {
          throw stranger(response, text, "JSON");
        }
      });
    } finally {
      deadline.done();
    }
  }

  /** The answer to a request, as a stream of events. The time limit counts until it begins. */
  async open(call: Call, options: RequestOptions = {}): Promise<Opened> {
    const deadline = this.#deadline(call, options);
    const headers = { ...call.headers, Accept: "text/event-stream" };
    try {
      return await this.#attempts({ ...call, headers }, options, deadline, async (response) => {
        if (response.body === null || !response.headers.get("content-type")?.startsWith("text/event-stream")) {
          throw stranger(response, await response.text(), "a stream of events");
        }
        deadline.disarm();
        return { body: response.body, deadline };
      });
    } catch (error) {
      deadline.done();
      throw error;
    }
  }

  #deadline(call: Call, options: RequestOptions): Deadline {
    return new Deadline(options.timeout ?? call.timeout ?? this.#options.timeout ?? DEFAULT_TIMEOUT, options.signal);
  }

  async #attempts<T>(
    call: Call,
    options: RequestOptions,
    deadline: Deadline,
    read: (response: Response) => Promise<T>,
  ): Promise<T> {
    const retries = call.once ? 0 : (options.maxRetries ?? this.#options.maxRetries ?? DEFAULT_RETRIES);
    let renewed = false;
    for (let attempt = 0; ; ) {
      const credentials = await deadline.race(this.#credentials.headers());
      const headers = { ...credentials, ...call.headers, ...options.headers };
      const outcome = await this.#once({ ...call, headers }, deadline, read);
      if ("answer" in outcome) return outcome.answer;

      const { error } = outcome;
      if (error.statusCode === 401 && !renewed && this.#credentials.renew(credentials)) {
        renewed = true;
        continue;
      }
      const wait = retryDelay(error, attempt, call.method === "GET");
      if (attempt >= retries || wait === undefined || wait >= deadline.left) throw error;
      attempt += 1;
      await deadline.sleep(wait);
    }
  }

  /** One try. What may be repeated is handed back, everything else thrown. */
  async #once<T>(
    call: Call,
    deadline: Deadline,
    read: (response: Response) => Promise<T>,
  ): Promise<{ answer: T } | { error: ProficientError }> {
    const url = await this.#url(call, deadline);
    const body = call.body && { body: JSON.stringify(toSnake(call.body)) };
    const type = call.body && { "Content-Type": "application/json" };
    const headers = bytes({ Accept: "application/json", ...type, ...call.headers });
    try {
      // Credentials follow no redirection, and no cache (such as that of Next.js) may answer for the server.
      const request = { ...body, headers, method: call.method, redirect: "error", cache: "no-store" } as const;
      const fetch = this.#options.fetch ?? globalThis.fetch;
      const response = await fetch(url, { ...request, signal: deadline.signal });
      return response.ok ? { answer: await read(response) } : { error: await errorFrom(response) };
    } catch (cause) {
      deadline.signal.throwIfAborted();
      if (cause instanceof ProficientError) throw cause;
      return { error: new ProficientConnectionError(`${url.origin} could not be reached`, { cause }) };
    }
  }

  async #url(call: Call, deadline: Deadline): Promise<URL> {
    const base = await deadline.race(supplied(this.#options.baseUrl ?? DEFAULT_BASE_URL));
    let url: URL;
    try {
      url = new URL(`${base.replace(/\/+$/, "")}${call.path}`);
    } catch {
      throw new TypeError(`baseUrl: not an address: ${JSON.stringify(base)}`);
    }
    for (const [name, value] of Object.entries(toSnake(call.query ?? {}) as object)) {
      if (value !== undefined && value !== null) url.searchParams.set(name, String(value));
    }
    return url;
  }
}

/** Headers hold bytes, one a character: what is not ASCII goes as UTF-8, which the server expects. */
function bytes(headers: Record<string, string>): Record<string, string> {
  const utf8 = new TextEncoder();
  const encoded = (value: string) => Array.from(utf8.encode(value), (byte) => String.fromCharCode(byte)).join("");
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, encoded(value)]));
}

function stranger(response: Response, body: string, wanted: string): ProficientError {
  const details = { statusCode: response.status, body };
  return new ProficientError(`The answer is not ${wanted}; is baseUrl the address of a Proficient server?`, details);
}
