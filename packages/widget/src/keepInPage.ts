/** Appends an element to the page's body, and again whenever a script like Turbo has removed it or replaced the body. */
export function keepInPage(element: HTMLElement): void {
  const observer = new MutationObserver(append);
  function append(): void {
    const { body } = document;
    if (!body || body.contains(element)) return;
    body.append(element);
    observer.disconnect();
    observer.observe(document.documentElement, { childList: true });
    observer.observe(body, { childList: true });
  }
  observer.observe(document.documentElement, { childList: true });
  append();
}
