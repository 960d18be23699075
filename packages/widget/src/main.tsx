import { addStyles, externalIdProblem } from "@proficient/react";
import { render } from "preact";
import { keepInPage } from "./keepInPage.js";
import { type Identity, readSettings, type Settings } from "./settings.js";
import { STYLES } from "./styles.js";
import { Widget } from "./Widget.js";

/** The API that pages call as `window.Proficient`. */
export interface ProficientWidget {
  open(): void;
  close(): void;
  /** Sets the signed-in user. The previous user's chat disappears at once. */
  identify(identity: Identity): void;
  /** Clears the signed-in user. The chat and its launcher disappear. */
  logout(): void;
}

declare global {
  interface Window {
    Proficient?: ProficientWidget;
  }
}

/** The running widget, as a second script tag finds it. */
interface RunningWidget extends ProficientWidget {
  /**
   * Applies the settings of another script tag, and its user. If it names none, a user from the previous tag has signed
   * out; one from `identify` stays.
   */
  configure(script: HTMLScriptElement): void;
}

function start(script: HTMLScriptElement): RunningWidget {
  let { settings, identity } = readSettings(script);
  let isIdentityFromTag = identity !== undefined;
  let isOpen = settings.isOpen;

  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "open" });
  addStyles(root, STYLES);
  const container = document.createElement("div");
  root.append(container);
  // Typing in the chat must not trigger the page's keyboard shortcuts.
  for (const type of ["keydown", "keypress", "keyup"]) host.addEventListener(type, (event) => event.stopPropagation());

  const update = () => {
    const widget = identity && (
      <Widget
        // Remount when the user, the agent or the server changes.
        key={keyOf(settings, identity)}
        settings={settings}
        identity={identity}
        isOpen={isOpen}
        setOpen={setOpen}
      />
    );
    render(widget ?? null, container);
  };
  const setOpen = (next: boolean) => {
    isOpen = next;
    update();
  };
  const logout = () => {
    identity = undefined;
    isIdentityFromTag = false;
    isOpen = false;
    update();
  };
  keepInPage(host);
  update();

  return {
    open: () => setOpen(true),
    close: () => setOpen(false),
    identify(next) {
      const problem = externalIdProblem(next?.userExternalId);
      if (problem) throw new TypeError(`Proficient.identify: userExternalId ${problem}`);
      identity = next;
      isIdentityFromTag = false;
      update();
    },
    configure(other) {
      const next = readSettings(other);
      settings = next.settings;
      if (next.identity) {
        identity = next.identity;
        isIdentityFromTag = true;
        update();
      } else if (isIdentityFromTag) logout();
      else update();
    },
    logout,
  };
}

const keyOf = ({ baseUrl, apiKey, agentId }: Settings, { userExternalId }: Identity): string =>
  JSON.stringify([baseUrl, apiKey, agentId, userExternalId]);

const script = document.currentScript;
if (script instanceof HTMLScriptElement) {
  try {
    // A second script tag changes the widget, rather than adding a second launcher on top of the first. Turbo and its
    // like run the tag again on each page.
    const running = window.Proficient as RunningWidget | undefined;
    if (running) running.configure(script);
    else window.Proficient = start(script);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
}
