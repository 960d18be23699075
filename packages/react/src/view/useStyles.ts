import { type RefObject, useLayoutEffect } from "react";
import { addStyles } from "../styles/addStyles.js";
import { STYLES } from "../styles/index.js";

/** Adds the chat's stylesheet to the document or shadow root that contains an element. */
export function useStyles(element: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const root = element.current?.getRootNode();
    if (root instanceof Document || root instanceof ShadowRoot) addStyles(root, STYLES);
  }, [element]);
}
