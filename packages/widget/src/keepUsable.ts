/**
 * Keeps an element usable while the page shows a dialog: scripts of dialogs make everything else in the page inert, or
 * hide it from screen readers. Returns a function that stops this.
 */
export function keepUsable(element: HTMLElement): () => void {
  const attributes = ["inert", "aria-hidden"];
  const observer = new MutationObserver(() => {
    for (const name of attributes) if (element.hasAttribute(name)) element.removeAttribute(name);
  });
  observer.observe(element, { attributes: true, attributeFilter: attributes });
  return () => observer.disconnect();
}
