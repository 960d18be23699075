import { ProficientClient } from "@proficient/client";
import { type Change, Tabs } from "./tabs.js";

/** Whose conversations, and where. */
export interface ConnectionSettings {
  /** Where the server is. Default: `http://localhost:8080`. */
  baseUrl?: string | undefined;
  /** The project's publishable key, `pk_…`. */
  apiKey: string;
  /** Your own ID of the user. */
  userExternalId: string;
  /** The hash of the external ID, or a function that gets it; it is called again after the server refused it. */
  userHmac?: string | undefined | ((userExternalId: string) => string | Promise<string>);
}

/** One user's way to the server. With another user there is another connection; nothing goes from one to the other. */
export class Connection {
  readonly client: ProficientClient;
  readonly #scope: string;
  readonly #hearers = new Set<(change: Change) => void>();
  #tabs: Tabs | undefined;

  constructor(settings: ConnectionSettings) {
    const { baseUrl, apiKey, userExternalId, userHmac } = settings;
    this.client = new ProficientClient({ baseUrl, apiKey, userExternalId, userHmac });
    this.#scope = JSON.stringify([baseUrl, apiKey, userExternalId]);
  }

  /** Hears what other tabs of this user change, until the function that this gives is called. */
  hear(hearer: (change: Change) => void): () => void {
    this.#hearers.add(hearer);
    this.#tabs ??= new Tabs(this.#scope, (change) => {
      for (const each of [...this.#hearers]) each(change);
    });
    return () => {
      this.#hearers.delete(hearer);
      if (this.#hearers.size > 0) return;
      this.#tabs?.close();
      this.#tabs = undefined;
    };
  }

  /** Tells other tabs. */
  tell(change: Change): void {
    this.#tabs?.tell(change);
  }
}
