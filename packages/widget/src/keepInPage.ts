/**
 * Keeps an element in the page: at the end of the body, also after a script like Turbo has removed it or replaced the body,
 * and inside the dialog on top while a modal one is open, because the browser makes everything outside it inert. Returns a
 * function that stops this.
 */
export function keepInPage(element: HTMLElement): () => void {
  const modals = new OpenModals();
  const observer = new MutationObserver(update);
  let home: HTMLElement | undefined;

  function update(): void {
    const modal = modals.top();
    const next = modal ?? document.body;
    if (next && (next !== home || !next.contains(element))) {
      home = next;
      move(element, next, modal !== undefined);
    }
    observer.disconnect();
    // A dialog becomes modal with its attribute `open`. It can disappear with any of its ancestors.
    const attributes = { attributes: true, attributeFilter: ["open"] };
    observer.observe(document, { subtree: true, childList: modal !== undefined, ...attributes });
    observer.observe(document.documentElement, { childList: true });
    if (document.body) observer.observe(document.body, { childList: true, ...attributes });
  }
  update();
  return () => observer.disconnect();
}

/** Moves an element with what its shadow root shows: its scroll positions and the focus. */
function move(element: HTMLElement, parent: HTMLElement, isModal: boolean): void {
  const root = element.shadowRoot;
  const focused = root?.activeElement as HTMLElement | null | undefined;
  const scrolled = [...(root?.querySelectorAll("*") ?? [])]
    .filter(({ scrollTop }) => scrollTop > 0)
    .map((each) => [each, each.scrollTop] as const);
  parent.append(element);
  for (const [each, top] of scrolled) each.scrollTop = top;
  // In the top layer, the dialog neither clips nor moves it. Browsers without popovers do without.
  if (isModal) {
    element.setAttribute("popover", "manual");
    (element as { showPopover?(): void }).showPopover?.();
  } else element.removeAttribute("popover");
  focused?.focus({ preventScroll: true });
}

/** The modal dialogs that are open, in the order in which they were found open. */
class OpenModals {
  #found: Element[] = [];

  /** Returns the one on top. */
  top(): HTMLDialogElement | undefined {
    let open: Element[];
    try {
      open = [...document.querySelectorAll("dialog:modal")];
    } catch {
      return undefined; // a browser that cannot tell which dialogs are modal
    }
    const known = this.#found.filter((each) => open.includes(each));
    this.#found = [...known, ...open.filter((each) => !known.includes(each))];
    return this.#found.at(-1) as HTMLDialogElement | undefined;
  }
}
