import { Controller } from "./controller.js";
import { publish } from "./queue.js";

/** Where a second script tag finds the widget. */
const RUNNING = Symbol.for("proficient.widget");

/** Returns the tag of this script. Modules, and what other scripts insert as text, have no current script. */
function currentScript(): HTMLScriptElement | undefined {
  const script = document.currentScript ?? document.querySelector('script[src*="/widget.js"]');
  return script instanceof HTMLScriptElement ? script : undefined;
}

// A second script tag changes the widget, rather than adding a second launcher on top of the first. Turbo and its like
// run the tag again on each page.
const script = currentScript();
const page = window as { [RUNNING]?: Controller };
const running = page[RUNNING];
if (running) running.start(script);
else {
  const controller = new Controller();
  page[RUNNING] = controller;
  controller.start(script);
  publish(controller.api);
}
