import { type ComposeRequest, externalIdProblem, forgetUser, type Message } from "@proficient/react";
import { render } from "preact";
import type { OpenOptions, ProficientWidget } from "./api.js";
import { Events } from "./events.js";
import { createHost, type Host } from "./host.js";
import { type Identity, readSettings } from "./settings.js";
import { loadUnread, saveUnread } from "./unread.js";
import { type CompleteSettings, Widget } from "./Widget.js";

/** The one widget of a page: its settings, its user and its state. */
export class Controller {
  readonly #events = new Events();
  #script: HTMLScriptElement | undefined;
  #host: Host | undefined;
  #settings: CompleteSettings | undefined;
  #identity: Identity | undefined;
  #isIdentityFromSettings = false;
  #isOpen = false;
  /** Whether the user sees the open chat, as the page was told last. */
  #wasShown = false;
  #compose: ComposeRequest | undefined;
  #unread = 0;

  /** What the page calls. */
  readonly api: ProficientWidget = {
    start: (settings = {}) => this.start(this.#script, settings),
    shutdown: () => this.#shutdown(),
    open: (options) => this.#open(options),
    close: () => this.#setOpen(false),
    identify: (identity) => this.#identify(identity),
    logout: () => this.#logout(),
    on: (name, handler) => this.#events.on(name, handler),
  };

  /**
   * Starts the widget, or applies the settings of another script tag or call, and their user. If they name none, a user
   * from earlier settings has signed out; one from `identify` stays.
   */
  start(script: HTMLScriptElement | undefined, given?: unknown): void {
    this.#script = script;
    const { settings, problems } = readSettings(script, given);
    const { apiKey, agentId, userExternalId, userHmac } = settings;
    const baseUrl = settings.baseUrl ?? (script?.src && new URL(script.src, location.href).origin);
    // Without any of them, the page calls `start` later.
    const isForLater = !apiKey && !agentId && given === undefined;
    const missing = Object.entries({ apiKey, agentId, baseUrl }).filter(([, value]) => !value);
    if (!isForLater) for (const [name] of missing) problems.push(`the setting ${name} is missing`);
    if (problems.length > 0) console.error(`Proficient: ${problems.join("; ")}`);
    if (!apiKey || !agentId || !baseUrl) return;

    const isFirst = this.#settings === undefined;
    if (isFirst) this.#isOpen ||= settings.open ?? false;
    this.#settings = { ...settings, apiKey, agentId, baseUrl };
    if (userExternalId) {
      this.#setIdentity({ userExternalId, ...(userHmac && { userHmac }) });
      this.#isIdentityFromSettings = true;
    } else if (this.#isIdentityFromSettings) {
      this.#logout();
    } else if (this.#identity) {
      this.#setIdentity(this.#identity); // which may have come before the settings
    }
    this.#host ??= createHost();
    this.#update();
  }

  #shutdown(): void {
    this.#logout();
    if (this.#host) render(null, this.#host.container);
    this.#host?.remove();
    this.#host = undefined;
    this.#settings = undefined;
  }

  #open(options: OpenOptions | undefined): void {
    const { message, send } = options ?? {};
    if (message !== undefined && typeof message !== "string") {
      throw new TypeError("Proficient.open: message must be a text");
    }
    if (message?.trim()) this.#compose = { text: message, send: send === true };
    this.#setOpen(true);
  }

  #setOpen(isOpen: boolean): void {
    this.#isOpen = isOpen;
    this.#update();
  }

  #identify(identity: Identity): void {
    const problem = externalIdProblem(identity?.userExternalId);
    if (problem) throw new TypeError(`Proficient.identify: userExternalId ${problem}`);
    this.#setIdentity(identity);
    this.#isIdentityFromSettings = false;
    this.#update();
  }

  #setIdentity(identity: Identity): void {
    const previous = this.#identity;
    this.#identity = identity;
    if (previous && previous.userExternalId !== identity.userExternalId) this.#forget(previous);
    if (this.#settings) this.#unread = loadUnread(this.#settings.agentId, identity);
  }

  #logout(): void {
    const previous = this.#identity;
    this.#identity = undefined;
    this.#isIdentityFromSettings = false;
    this.#isOpen = false;
    this.#unread = 0;
    this.#compose = undefined;
    this.#events.unready();
    this.#update();
    if (previous) this.#forget(previous);
  }

  /** Drops what belongs to a user. */
  #forget(identity: Identity): void {
    this.#compose = undefined;
    if (!this.#settings) return;
    const { agentId } = this.#settings;
    saveUnread(agentId, identity, 0);
    forgetUser({ ...this.#settings, ...identity }, agentId);
  }

  /** Shows the state, and tells the page whether the chat has opened or closed. */
  #update(): void {
    const [settings, identity] = [this.#settings, this.#identity];
    const isShown = this.#isOpen && settings !== undefined && identity !== undefined;
    if (isShown) this.#setUnread(0);
    if (this.#host) render(settings && identity ? this.#render(settings, identity) : null, this.#host.container);
    if (isShown === this.#wasShown) return;
    this.#wasShown = isShown;
    if (settings) this.#events.emit(isShown ? "open" : "close", { agentId: settings.agentId });
  }

  #render(settings: CompleteSettings, identity: Identity) {
    const { agentId, baseUrl, apiKey } = settings;
    const ids = ({ interactionId, id }: Message) => ({ agentId, interactionId, messageId: id });
    return (
      <Widget
        // Remount when the user, the agent or the server changes.
        key={JSON.stringify([baseUrl, apiKey, agentId, identity.userExternalId])}
        settings={settings}
        identity={identity}
        isOpen={this.#isOpen}
        unread={this.#unread}
        compose={this.#compose}
        setOpen={(isOpen) => this.#setOpen(isOpen)}
        onReady={() => this.#events.emit("ready", { agentId })}
        onMessage={(message) => this.#events.emit("message", ids(message))}
        onReply={(reply) => {
          const { parentId, status } = reply;
          if (!this.#isOpen && status === "completed") this.#setUnread(this.#unread + 1);
          if (status !== "in_progress") this.#events.emit("reply", { ...ids(reply), parentId, status });
          this.#update();
        }}
        onFeedback={(reply) => this.#events.emit("feedback", { ...ids(reply), rating: reply.feedback?.rating ?? null })}
        onError={({ kind }) => this.#events.emit("error", { agentId, kind })}
      />
    );
  }

  #setUnread(count: number): void {
    if (count === this.#unread || !this.#settings || !this.#identity) return;
    this.#unread = count;
    saveUnread(this.#settings.agentId, this.#identity, count);
  }
}
