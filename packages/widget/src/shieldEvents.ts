// The page must not notice what happens in the chat, as if it were a document of its own: its keyboard shortcuts would
// run while somebody types, and dialogs that trap the focus would take it back, and swallow clicks outside themselves.
// Such scripts listen at the document, often in the capture phase, which comes before the chat's own. So the events are
// stopped at the window, and the chat receives copies that do not leave its shadow root.

const SHIELDED = [
  ...["keydown", "keypress", "keyup"],
  ...["pointerdown", "mousedown", "touchstart", "click"],
  ...["focusin", "focusout"],
];

/** Scripts that keep the page from scrolling under a dialog prevent these where they bubble to. */
const STOPPED = ["wheel", "touchmove"];

/** Keeps events in the shadow root of a host to itself. Returns a function that stops this. */
export function shieldEvents(host: HTMLElement): () => void {
  const shield = (event: Event) => {
    if (event.target !== host) return hideFocus(event, host);
    const target = event.composedPath()[0];
    if (!target || target === host) return;
    event.stopImmediatePropagation();
    if (!target.dispatchEvent(copyOf(event))) event.preventDefault();
  };
  const stop = (event: Event) => event.stopPropagation();

  for (const type of SHIELDED) window.addEventListener(type, shield, { capture: true, passive: type === "touchstart" });
  for (const type of STOPPED) host.addEventListener(type, stop, { passive: true });
  return () => {
    for (const type of SHIELDED) window.removeEventListener(type, shield, { capture: true });
    for (const type of STOPPED) host.removeEventListener(type, stop);
  };
}

/** Hides from the page that the focus goes from it to the chat: it only learns that the focus leaves. */
function hideFocus(event: Event, host: HTMLElement): void {
  if (!(event instanceof FocusEvent) || event.relatedTarget !== host || !event.target) return;
  event.stopImmediatePropagation();
  const { type, bubbles, composed, view } = event;
  event.target.dispatchEvent(new FocusEvent(type, { bubbles, composed, view, relatedTarget: null }));
}

/**
 * Returns a copy of an event that stays in the shadow root. It is a plain event with the original's properties, so it has
 * no effect of its own: what a click or a key does is done by the original alone. (In Firefox, keyboard events that a
 * script creates cannot stay in a shadow root.)
 */
function copyOf(event: Event): Event {
  const { type, bubbles, cancelable } = event;
  const copy = new Event(type, { bubbles, cancelable });
  for (const name in event) {
    if (name in copy) continue;
    const value: unknown = event[name as keyof Event];
    Object.defineProperty(copy, name, { value: typeof value === "function" ? value.bind(event) : value });
  }
  if (event.defaultPrevented) copy.preventDefault();
  return copy;
}
