// Tabs of the same user tell one another what they changed, so that none shows what is not there any more.

/** What changed: the list of interactions, or the messages of one. */
export interface Change {
  interactionId: string;
  what: "list" | "messages";
}

/** Hears of changes in other tabs. */
export class Tabs {
  readonly #channel: BroadcastChannel | undefined;

  constructor(scope: string, hear: (change: Change) => void) {
    if (typeof BroadcastChannel === "undefined") return;
    this.#channel = new BroadcastChannel(`proficient:${scope}`);
    this.#channel.onmessage = ({ data }) => hear(data as Change);
    // In Node an open channel would keep the process running.
    (this.#channel as { unref?(): void }).unref?.();
  }

  tell(change: Change): void {
    this.#channel?.postMessage(change);
  }

  close(): void {
    this.#channel?.close();
  }
}

/** Calls back when the page is seen again or the network is back, and now and then while it is seen. */
export function whenSeen(call: () => void, every = 20_000): () => void {
  if (typeof document === "undefined") return () => {};
  const seen = () => {
    if (document.visibilityState === "visible") call();
  };
  const timer = setInterval(seen, every);
  document.addEventListener("visibilitychange", seen);
  window.addEventListener("online", seen);
  window.addEventListener("focus", seen);
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", seen);
    window.removeEventListener("online", seen);
    window.removeEventListener("focus", seen);
  };
}
