import { render } from "preact";
import { type Identity, read } from "./settings.js";
import { STYLES } from "./styles.js";
import { Widget } from "./Widget.js";

/** What pages call. */
export interface ProficientWidget {
  open(): void;
  close(): void;
  /** Says who is signed in; the chat of a former user is gone at once. */
  identify(identity: Identity): void;
  /** Nobody is signed in: the chat and its launcher disappear. */
  logout(): void;
}

declare global {
  interface Window {
    Proficient?: ProficientWidget;
  }
}

function start(script: HTMLScriptElement): ProficientWidget {
  const { settings, identity: first } = read(script);
  let identity = first;
  let isOpen = settings.isOpen;

  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLES);
  root.adoptedStyleSheets = [sheet];
  const place = document.createElement("div");
  root.append(place);
  // What is typed here is no shortcut of the page's.
  for (const type of ["keydown", "keypress", "keyup"]) host.addEventListener(type, (event) => event.stopPropagation());

  const show = () => {
    const widget = identity && (
      <Widget
        // Another user's widget is another widget.
        key={identity.userExternalId}
        settings={settings}
        identity={identity}
        isOpen={isOpen}
        setOpen={setOpen}
      />
    );
    render(widget ?? null, place);
  };
  const setOpen = (next: boolean) => {
    isOpen = next;
    show();
  };
  const mount = () => {
    document.body.append(host);
    show();
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
      show();
    },
    logout() {
      identity = undefined;
      isOpen = false;
      show();
    },
  };
}

const script = document.currentScript;
// A second script tag would be a second launcher above the first.
if (script instanceof HTMLScriptElement && !window.Proficient) {
  try {
    window.Proficient = start(script);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
}
