import { addStyles } from "@proficient/react";
import { keepInPage } from "./keepInPage.js";
import { keepUsable } from "./keepUsable.js";
import { shieldEvents } from "./shieldEvents.js";
import { STYLES } from "./styles.js";

/** The widget's element in the page. */
export interface Host {
  /** Where the widget is rendered: in a shadow root, so that the page's styles and the widget's do not affect each other. */
  container: HTMLElement;
  /** Removes the element, and everything that was done for it. */
  remove(): void;
}

export function createHost(): Host {
  const element = document.createElement("div");
  const root = element.attachShadow({ mode: "open" });
  addStyles(root, STYLES);
  const container = document.createElement("div");
  root.append(container);
  const stop = [keepInPage(element), keepUsable(element), shieldEvents(element)];
  return {
    container,
    remove() {
      for (const each of stop) each();
      element.remove();
    },
  };
}
