const sheets = new Map<string, CSSStyleSheet>();

/**
 * Adds a stylesheet once to a document or shadow root. A constructed stylesheet works with a content security policy
 * that forbids inline styles. Browsers without those, such as Safari before 16.4, get a `style` element.
 */
export function addStyles(root: Document | ShadowRoot, css: string): void {
  if (!("adoptedStyleSheets" in root)) {
    addElement(root, css);
    return;
  }
  let sheet = sheets.get(css);
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    sheets.set(css, sheet);
  }
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

function addElement(root: Document | ShadowRoot, css: string): void {
  const parent = "head" in root ? root.head : root;
  if ([...parent.querySelectorAll("style")].some(({ textContent }) => textContent === css)) return;
  const element = document.createElement("style");
  element.textContent = css;
  parent.append(element);
}
