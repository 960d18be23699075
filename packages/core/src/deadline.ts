// One signal for two reasons to stop: the caller's AbortSignal, and time.
import { ProficientTimeoutError } from "./errors.js";

/** The longest that timers of the platforms can wait. More means: no limit. */
const LONGEST = 2 ** 31 - 1;

/** Ends a call when its time is up or its caller aborts it. Whoever makes one ends it with `done`. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #outer: AbortSignal | undefined;
  readonly #abort = () => this.stop(this.#outer?.reason);
  readonly #end: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `timeout` in milliseconds; 0 for none. */
  constructor(timeout: number, outer?: AbortSignal) {
    this.#outer = outer;
    this.#end = timeout > 0 ? Date.now() + timeout : Number.POSITIVE_INFINITY;
    if (timeout > 0 && timeout <= LONGEST) {
      const late = () => this.stop(new ProficientTimeoutError(`No whole answer within ${timeout} ms`));
      this.#timer = setTimeout(late, timeout);
    }
    if (outer?.aborted) this.#abort();
    else outer?.addEventListener("abort", this.#abort, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Milliseconds that are left. */
  get left(): number {
    return this.#end - Date.now();
  }

  stop(reason: unknown): void {
    this.#controller.abort(reason);
  }

  /** Time does not count any more, only the caller's signal. */
  disarm(): void {
    clearTimeout(this.#timer);
  }

  done(): void {
    this.disarm();
    this.#outer?.removeEventListener("abort", this.#abort);
  }

  /** The promise, or the reason to stop, whichever comes first. */
  async race<T>(promise: T | Promise<T>): Promise<T> {
    this.signal.throwIfAborted();
    let stopped = () => {};
    const stop = new Promise<never>((_, reject) => {
      stopped = () => reject(this.signal.reason);
      this.signal.addEventListener("abort", stopped, { once: true });
    });
    try {
      return await Promise.race([promise, stop]);
    } finally {
      this.signal.removeEventListener("abort", stopped);
    }
  }

  async sleep(milliseconds: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const slept = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, milliseconds);
    });
    try {
      await this.race(slept);
    } finally {
      clearTimeout(timer);
    }
  }
}
