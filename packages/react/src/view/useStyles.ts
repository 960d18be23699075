import { type RefObject, useLayoutEffect } from "react";
import { STYLES } from "../styles/index.js";

let sheet: CSSStyleSheet | undefined;

/**
 * Puts the styles into the document or the shadow root that an element is in: once, and in a way that a content
 * security policy without inline styles allows.
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
