// Messages that the server has not confirmed yet. They survive a reload, with the IDs by which the server recognizes
// them, so that none is lost and none is stored twice.
import type { Outgoing } from "./conversationState.js";

/** A user's unconfirmed messages in this tab, by conversation: in memory, and in the tab's storage if that works. */
export class Outbox {
  readonly #key: string;
  readonly #user: string;
  readonly #messages: Map<string, Outgoing>;

  /** Drops what another user of the same project has left in this tab. */
  constructor(project: string, user: string) {
    this.#key = `proficient:outbox:${project}`;
    this.#user = user;
    const stored = this.#read();
    this.#messages = new Map(Object.entries(stored));
    this.#write(stored);
  }

  get(conversation: string): Outgoing | undefined {
    return this.#messages.get(conversation);
  }

  set(conversation: string, message: Outgoing): void {
    this.#messages.set(conversation, message);
    // Another chat in this tab may have stored messages, so only this one is changed.
    this.#write({ ...this.#read(), [conversation]: message });
  }

  delete(conversation: string): void {
    if (!this.#messages.delete(conversation)) return;
    const { [conversation]: _, ...others } = this.#read();
    this.#write(others);
  }

  #read(): Record<string, Outgoing> {
    try {
      const stored = JSON.parse(sessionStorage.getItem(this.#key) ?? "null") as {
        user: string;
        messages: Record<string, Outgoing>;
      } | null;
      return stored?.user === this.#user ? stored.messages : {};
    } catch {
      return {}; // blocked storage, or none, as on a server
    }
  }

  #write(messages: Record<string, Outgoing>): void {
    try {
      if (Object.keys(messages).length === 0) sessionStorage.removeItem(this.#key);
      else sessionStorage.setItem(this.#key, JSON.stringify({ user: this.#user, messages }));
    } catch {
      // Blocked or full storage: only a reload loses the message.
    }
  }
}
