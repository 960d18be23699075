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
    this.#messages = new Map(Object.entries(this.#read()));
    if (this.#messages.size === 0) this.#write();
  }

  get(conversation: string): Outgoing | undefined {
    return this.#messages.get(conversation);
  }

  set(conversation: string, message: Outgoing): void {
    this.#messages.set(conversation, message);
    this.#write();
  }

  delete(conversation: string): void {
    if (this.#messages.delete(conversation)) this.#write();
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

  #write(): void {
    try {
      if (this.#messages.size === 0) sessionStorage.removeItem(this.#key);
      else {
        const messages = Object.fromEntries(this.#messages);
        sessionStorage.setItem(this.#key, JSON.stringify({ user: this.#user, messages }));
      }
    } catch {
      // Blocked or full storage: only a reload loses the message.
    }
  }
}
