import { ProficientClient } from "@proficient/client";
import { AwaitedReplies } from "./awaitedReplies.js";
import { Outbox } from "./outbox.js";
import { isPageVisible, onPageVisibility } from "./pageVisibility.js";
import type { Visibility } from "./polling.js";
import { TabChannel } from "./tabChannel.js";

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

/** Returns what tells a project from those of other servers. */
export const projectOf = ({ baseUrl, apiKey }: ConnectionSettings): string => JSON.stringify([baseUrl, apiKey]);

/** What a tab has changed: the list of interactions, or the messages of one interaction. */
export interface TabMessage {
  interactionId: string;
  what: "list" | "messages";
}

/** One user's session with the server. Another user gets another session; they share nothing. */
export class Session implements Visibility {
  readonly client: ProficientClient;
  readonly outbox: Outbox;
  readonly awaited: AwaitedReplies;
  readonly #scope: string;
  readonly #listeners = new Set<(message: TabMessage) => void>();
  readonly #showListeners = new Set<() => void>();
  #tabChannel: TabChannel<TabMessage> | undefined;
  #stopWatchingPage = () => {};
  /** What other tabs have changed while the page is hidden. */
  readonly #missed = new Map<string, TabMessage>();
  #checkShown = () => true;
  /** Whether the page is going away. */
  #isLeaving = false;
  readonly #baseUrl: string;

  constructor(settings: ConnectionSettings) {
    const { baseUrl, apiKey, userExternalId, userHmac } = settings;
    const send: typeof fetch = (url, init) => fetch(url, this.#isLeaving ? { ...init, keepalive: true } : init);
    this.client = new ProficientClient({ baseUrl, apiKey, userExternalId, userHmac, fetch: send });
    this.outbox = new Outbox(projectOf(settings), userExternalId);
    this.awaited = new AwaitedReplies(projectOf(settings), userExternalId);
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

  /**
   * Calls the listener when the page goes away. Requests that begin then outlive the page. Returns a function that
   * unsubscribes.
   */
  onLeave(listener: () => void): () => void {
    if (typeof window === "undefined") return () => {};
    const leave = () => {
      this.#isLeaving = true;
      listener();
    };
    const comeBack = () => {
      this.#isLeaving = false;
    };
    window.addEventListener("pagehide", leave);
    window.addEventListener("pageshow", comeBack);
    return () => {
      window.removeEventListener("pagehide", leave);
      window.removeEventListener("pageshow", comeBack);
    };
  }

  /** Returns a name for what only this user's tabs share: another user, project or server has another one. */
  tabName(what: string): string {
    return `proficient:${this.#scope}:${what}`;
  }

  /**
   * Subscribes to changes made in this user's other tabs. While the page is hidden, they are held back, so that it requests
   * nothing. Returns a function that unsubscribes.
   */
  subscribeToTabs(listener: (message: TabMessage) => void): () => void {
    this.#listeners.add(listener);
    if (!this.#tabChannel) this.#openTabChannel();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#tabChannel?.close();
      this.#tabChannel = undefined;
      this.#stopWatchingPage();
    };
  }

  /** Tells this user's other tabs about a change. */
  notifyTabs(message: TabMessage): void {
    this.#tabChannel?.send(message);
  }

  #openTabChannel(): void {
    const deliver = () => {
      if (!isPageVisible()) return;
      const messages = [...this.#missed.values()];
      this.#missed.clear();
      for (const message of messages) for (const listener of [...this.#listeners]) listener(message);
    };
    this.#tabChannel = new TabChannel(this.tabName("changes"), (message) => {
      this.#missed.set(JSON.stringify(message), message);
      deliver();
    });
    this.#stopWatchingPage = onPageVisibility(deliver);
  }
}
