import type { EventName, WidgetEvents } from "./api.js";

const NAMES: readonly string[] = ["ready", "open", "close", "message", "reply", "feedback", "error"];

type Handler = (detail: never) => void;

/** The handlers of the widget's events. Each event is also a `CustomEvent` on the window, for tag managers. */
export class Events {
  readonly #handlers = new Map<string, Set<Handler>>();
  #ready: WidgetEvents["ready"] | undefined;
  /** Events that happened while the handlers of an earlier one were called. All handlers see the same order. */
  #pending: (() => void)[] | undefined;

  /** Who comes late still learns that the widget is ready. */
  on<Name extends EventName>(name: Name, handler: (detail: WidgetEvents[Name]) => void): () => void {
    if (!NAMES.includes(name)) throw new TypeError(`Proficient.on: there is no event "${name}"`);
    if (typeof handler !== "function") throw new TypeError("Proficient.on: the handler must be a function");
    const handlers = this.#handlers.get(name) ?? new Set();
    this.#handlers.set(name, handlers);
    // Each call of `on` is a registration of its own, even with the same function.
    const registered: Handler = (detail) => handler(detail);
    handlers.add(registered);
    const detail = this.#ready;
    if (name === "ready" && detail) queueMicrotask(() => handlers.has(registered) && registered(detail as never));
    return () => {
      handlers.delete(registered);
    };
  }

  emit<Name extends EventName>(name: Name, detail: WidgetEvents[Name]): void {
    if (name === "ready") this.#ready = detail as WidgetEvents["ready"];
    Object.freeze(detail); // one object for all handlers
    if (this.#pending) {
      this.#pending.push(() => this.#call(name, detail));
      return;
    }
    this.#pending = [];
    this.#call(name, detail);
    // Handlers can cause further events.
    for (const call of this.#pending) call();
    this.#pending = undefined;
  }

  #call<Name extends EventName>(name: Name, detail: WidgetEvents[Name]): void {
    for (const handler of [...(this.#handlers.get(name) ?? [])]) {
      try {
        handler(detail as never);
      } catch (error) {
        // The page's own error handling should see it, and nobody else.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
    window.dispatchEvent(new CustomEvent(`proficient:${name}`, { detail }));
  }

  /** The widget has disappeared. */
  unready(): void {
    this.#ready = undefined;
  }
}
