import { ProficientClient } from "@proficient/client";
import { Outbox } from "./outbox.js";
import type { Visibility } from "./polling.js";
import { type TabMessage, TabSync } from "./tabSync.js";

/** The server and the user of a chat. */
export interface ConnectionSettings {
  /** The server's URL. Default: `http://localhost:8080`. */
  baseUrl?: string | undefined;
  /** The project's publishable key, `pk_…`. */
  apiKey: string;
  /** Your own ID for the user. */
  userExternalId: string;
  /** The HMAC of the external ID, or a function that returns it and is called again if the server rejects the hash. */
  userHmac?: string | undefined | ((userExternalId: string) => string | Promise<string>);
}

/** One user's session with the server. Another user gets another session; they share nothing. */
export class Session implements Visibility {
  readonly client: ProficientClient;
  readonly outbox: Outbox;
  readonly #scope: string;
  readonly #listeners = new Set<(message: TabMessage) => void>();
  readonly #showListeners = new Set<() => void>();
  #tabSync: TabSync | undefined;
  #checkShown = () => true;
  readonly #baseUrl: string;

  constructor(settings: ConnectionSettings) {
    const { baseUrl, apiKey, userExternalId, userHmac } = settings;
    this.client = new ProficientClient({ baseUrl, apiKey, userExternalId, userHmac });
    this.outbox = new Outbox(JSON.stringify([baseUrl, apiKey]), userExternalId);
    this.#baseUrl = baseUrl ?? "http://localhost:8080";
    this.#scope = JSON.stringify([baseUrl, apiKey, userExternalId]);
  }

  /** Returns the URL of a file of the server, or a URL as it is. */
  fileUrl(path: string): string {
    return new URL(path, this.#baseUrl).href;
  }

  get isShown(): boolean {
    return this.#checkShown();
  }

  /** Sets how to find out whether the host shows the chat. While it does not, nothing is polled. */
  checkShownWith(check: () => boolean): void {
    this.#checkShown = check;
  }

  /** Tells that the host shows the chat again. */
  notifyShown(): void {
    for (const listener of [...this.#showListeners]) listener();
  }

  onShow(listener: () => void): () => void {
    this.#showListeners.add(listener);
    return () => this.#showListeners.delete(listener);
  }

  /** Subscribes to changes made in this user's other tabs. Returns a function that unsubscribes. */
  subscribeToTabs(listener: (message: TabMessage) => void): () => void {
    this.#listeners.add(listener);
    this.#tabSync ??= new TabSync(this.#scope, (message) => {
      for (const each of [...this.#listeners]) each(message);
    });
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#tabSync?.close();
      this.#tabSync = undefined;
    };
  }

  /** Tells this user's other tabs about a change. */
  notifyTabs(message: TabMessage): void {
    this.#tabSync?.send(message);
  }
}
