import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";

/** So near to the end counts as being there. */
const NEAR = 48;

/**
 * Keeps the end of a growing list in view as long as the reader is there, and leaves a reader alone who went up. Gives
 * whether the end is in view, and a way there.
 */
export function useScrolling(box: RefObject<HTMLElement | null>, content: RefObject<HTMLElement | null>) {
  const follows = useRef(true);
  const [isAtEnd, setAtEnd] = useState(true);

  const toEnd = useCallback(() => {
    follows.current = true;
    setAtEnd(true);
    const element = box.current;
    if (element) element.scrollTop = element.scrollHeight;
  }, [box]);

  const onScroll = useCallback(() => {
    const element = box.current;
    if (!element) return;
    follows.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
    setAtEnd(follows.current);
  }, [box]);

  useLayoutEffect(() => {
    if (follows.current) toEnd();
  });

  useEffect(() => {
    if (!content.current || !box.current || typeof ResizeObserver === "undefined") return;
    // Such as an image that has just been loaded, or a window that became smaller.
    const observer = new ResizeObserver(() => follows.current && toEnd());
    observer.observe(content.current);
    observer.observe(box.current);
    return () => observer.disconnect();
  }, [box, content, toEnd]);

  return { isAtEnd, toEnd, onScroll };
}
