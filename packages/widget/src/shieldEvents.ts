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

/** Keeps events in a shadow root to itself. Returns a function that stops this. */
export function shieldEvents(host: HTMLElement, root: ShadowRoot): () => void {
  const copies = new WeakMap<Event, { isPrevented: boolean }>();

  const shield = (event: Event) => {
    if (event.target !== host) return hideFocus(event, host);
    const target = event.composedPath()[0];
    if (!target || target === host) return;
    event.stopImmediatePropagation();
    const copy = copyOf(event);
    const state = { isPrevented: event.defaultPrevented };
    copies.set(copy, state);
    Object.defineProperties(copy, {
      preventDefault: { value: () => (state.isPrevented = true) },
      defaultPrevented: { get: () => state.isPrevented },
    });
    target.dispatchEvent(copy);
    if (state.isPrevented) event.preventDefault();
  };
  // What a click does, such as sending a form, is done by the original event alone.
  const cancelDefault = (event: Event) => {
    if (copies.has(event)) Event.prototype.preventDefault.call(event);
  };
  const stop = (event: Event) => event.stopPropagation();

  for (const type of SHIELDED) {
    window.addEventListener(type, shield, { capture: true, passive: type === "touchstart" });
    root.addEventListener(type, cancelDefault, { capture: true });
  }
  for (const type of STOPPED) host.addEventListener(type, stop, { passive: true });
  return () => {
    for (const type of SHIELDED) {
      window.removeEventListener(type, shield, { capture: true });
      root.removeEventListener(type, cancelDefault, { capture: true });
    }
    for (const type of STOPPED) host.removeEventListener(type, stop);
  };
}

/** Hides from the page that the focus goes from it to the chat: it only learns that the focus leaves. */
function hideFocus(event: Event, host: HTMLElement): void {
  if (!(event instanceof FocusEvent) || event.relatedTarget !== host || !event.target) return;
  event.stopImmediatePropagation();
  event.target.dispatchEvent(new FocusEvent(event.type, { ...init(event), relatedTarget: null }));
}

/** Returns a copy of an event that stays in the shadow root. */
function copyOf(event: Event): Event {
  const values: Record<string, unknown> = { ...init(event), composed: false };
  const copy = new (event.constructor as typeof Event)(event.type, values);
  // Older than the standard, but the only way to recognize some keys, such as those of input methods in Safari.
  for (const name of ["keyCode", "which", "charCode"] as const) {
    const value = values[name];
    if (value !== undefined) Object.defineProperty(copy, name, { value });
  }
  return copy;
}

/** Returns what an event's constructor needs to create the same event. */
function init(event: Event): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const name in event) values[name] = event[name as keyof Event];
  for (const name of ["touches", "targetTouches", "changedTouches"]) {
    if (values[name]) values[name] = Array.from(values[name] as ArrayLike<unknown>);
  }
  return values;
}
