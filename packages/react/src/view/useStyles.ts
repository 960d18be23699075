import { type RefObject, useLayoutEffect } from "react";
import { STYLES } from "../styles/index.js";

let sheet: CSSStyleSheet | undefined;

/**
 * Adds the stylesheet once to the document or shadow root that contains an element. A constructed stylesheet works with
 * a content security policy that forbids inline styles.
 */
export function useStyles(element: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const root = element.current?.getRootNode() as Document | ShadowRoot | undefined;
    if (!root || !("adoptedStyleSheets" in root)) return;
    if (!sheet) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLES);
    }
    if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  }, [element]);
}
