import { render } from "preact";
import { type Identity, readSettings } from "./settings.js";
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

function start(script: HTMLScriptElement): ProficientWidget {
  const { settings, identity: initialIdentity } = readSettings(script);
  let identity = initialIdentity;
  let isOpen = settings.isOpen;

  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLES);
  root.adoptedStyleSheets = [sheet];
  const container = document.createElement("div");
  root.append(container);
  // Typing in the chat must not trigger the page's keyboard shortcuts.
  for (const type of ["keydown", "keypress", "keyup"]) host.addEventListener(type, (event) => event.stopPropagation());

  const update = () => {
    const widget = identity && (
      <Widget
        // Remount when the user changes.
        key={identity.userExternalId}
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
  const mount = () => {
    document.body.append(host);
    update();
  };
  if (document.body) mount();
  else document.addEventListener("DOMContentLoaded", mount, { once: true });

  return {
    open: () => setOpen(true),
    close: () => setOpen(false),
    identify(next) {
      if (typeof next?.userExternalId !== "string" || next.userExternalId === "") {
        throw new TypeError("Proficient.identify: userExternalId is missing");
      }
      identity = next;
      update();
    },
    logout() {
      identity = undefined;
      isOpen = false;
      update();
    },
  };
}

const script = document.currentScript;
// Ignore a second script tag, which would add a second launcher on top of the first.
if (script instanceof HTMLScriptElement && !window.Proficient) {
  try {
    window.Proficient = start(script);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
}
