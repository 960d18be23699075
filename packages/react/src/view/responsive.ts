import { type RefObject, useEffect, useLayoutEffect, useState } from "react";
import type { Session } from "../store/session.js";

/** Below this width in pixels the chat has a single column. */
const NARROW_WIDTH = 768;

/** Returns whether an element is too narrow for two columns. */
export function useIsNarrow(root: RefObject<HTMLElement | null>): boolean {
  const [isNarrow, setNarrow] = useState(false);
  useLayoutEffect(() => {
    const element = root.current;
    if (!element) return;
    const measure = () => {
      if (isShown(element)) setNarrow(element.clientWidth < NARROW_WIDTH);
    };
    measure();
    if (typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [root]);
  return isNarrow;
}

/** Tells the session whether the host shows the chat or hides it, with `display: none`. */
export function useReportShown(root: RefObject<HTMLElement | null>, session: Session): void {
  useEffect(() => {
    const element = root.current;
    if (!element || typeof ResizeObserver === "undefined") return;
    session.checkShownWith(() => isShown(element));
    let wasShown = isShown(element);
    const observer = new ResizeObserver(() => {
      if (isShown(element) && !wasShown) session.notifyShown();
      wasShown = isShown(element);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [root, session]);
}

/** Returns whether an element has a box. */
const isShown = (element: HTMLElement): boolean => element.getClientRects().length > 0;

/** Makes an element inert. (React 18 and 19 differ in how they set the attribute.) */
export function useInert(element: RefObject<HTMLElement | null>, isInert: boolean): void {
  useEffect(() => {
    if (element.current) element.current.inert = isInert;
  }, [element, isInert]);
}
