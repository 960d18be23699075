// Keeps the tabs of one user in sync: each tells the others what it has changed.

/** What changed: the list of interactions, or the messages of one interaction. */
export interface TabMessage {
  interactionId: string;
  what: "list" | "messages";
}

/** A channel between the tabs of one user. */
export class TabSync {
  readonly #channel: BroadcastChannel | undefined;

  constructor(scope: string, onMessage: (message: TabMessage) => void) {
    try {
      this.#channel = new BroadcastChannel(`proficient:${scope}`);
    } catch {
      // There are no channels, or the browser forbids them, as it can forbid storage. Tabs then see each other's
      // changes by polling.
      return;
    }
    this.#channel.onmessage = ({ data }) => onMessage(data as TabMessage);
    // In Node, an open channel would keep the process running.
    (this.#channel as { unref?(): void }).unref?.();
  }

  send(message: TabMessage): void {
    this.#channel?.postMessage(message);
  }

  close(): void {
    this.#channel?.close();
  }
}
