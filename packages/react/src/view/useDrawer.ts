import { type RefObject, useEffect, useLayoutEffect, useState } from "react";

/** Below this width, in pixels, there is one column. */
export const NARROW = 768;

/** Whether an element is too narrow for two columns. */
export function useNarrow(root: RefObject<HTMLElement | null>): boolean {
  const [isNarrow, setNarrow] = useState(false);
  useLayoutEffect(() => {
    const element = root.current;
    if (!element) return;
    const measure = () => setNarrow(element.clientWidth < NARROW);
    measure();
    if (typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [root]);
  return isNarrow;
}

/** Takes an element out of reach. (As an attribute React 18 and 19 spell this differently.) */
export function useInert(element: RefObject<HTMLElement | null>, isInert: boolean): void {
  useEffect(() => {
    if (element.current) element.current.inert = isInert;
  }, [element, isInert]);
}
