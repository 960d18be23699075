// Combines the caller's AbortSignal and a timeout into one signal.
import { ProficientTimeoutError } from "./errors.js";

/** The longest delay that timers support. A longer timeout means no limit. */
const MAX_TIMER_DELAY = 2 ** 31 - 1;

/** Aborts a call when it times out or its caller aborts it. The creator must call `dispose` when the call has ended. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #callerSignal: AbortSignal | undefined;
  readonly #onCallerAbort = () => this.abort(this.#callerSignal?.reason);
  readonly #end: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `timeout` is in milliseconds; 0 disables it. */
  constructor(timeout: number, callerSignal?: AbortSignal) {
    this.#callerSignal = callerSignal;
    this.#end = timeout > 0 ? Date.now() + timeout : Number.POSITIVE_INFINITY;
    if (timeout > 0 && timeout <= MAX_TIMER_DELAY) {
      const onTimeout = () => this.abort(new ProficientTimeoutError(`The call timed out after ${timeout} ms`));
      this.#timer = setTimeout(onTimeout, timeout);
    }
    if (callerSignal?.aborted) this.#onCallerAbort();
    else callerSignal?.addEventListener("abort", this.#onCallerAbort, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The remaining time in milliseconds. */
  get remaining(): number {
    return this.#end - Date.now();
  }

  abort(reason: unknown): void {
    this.#controller.abort(reason);
  }

  /** Stops the timeout. The caller's signal still applies. */
  stopTimer(): void {
    clearTimeout(this.#timer);
  }

  dispose(): void {
    this.stopTimer();
    this.#callerSignal?.removeEventListener("abort", this.#onCallerAbort);
  }

  /** Resolves or rejects like the promise, or rejects with the abort reason, whichever comes first. */
  async race<T>(promise: T | Promise<T>): Promise<T> {
    this.signal.throwIfAborted();
    let onAbort = () => {};
    const aborted = new Promise<never>((_, reject) => {
      onAbort = () => reject(this.signal.reason);
      this.signal.addEventListener("abort", onAbort, { once: true });
    });
    try {
      return await Promise.race([promise, aborted]);
    } finally {
      this.signal.removeEventListener("abort", onAbort);
    }
  }

  async sleep(milliseconds: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const elapsed = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, milliseconds);
    });
    try {
      await this.race(elapsed);
    } finally {
      clearTimeout(timer);
    }
  }
}
