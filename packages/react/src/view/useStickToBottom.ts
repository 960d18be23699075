import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";

/** Distance in pixels from the end that still counts as being there. */
const THRESHOLD = 48;

/** Keeps the end of a growing list in view, unless the reader has scrolled up. */
export function useStickToBottom(box: RefObject<HTMLElement | null>, content: RefObject<HTMLElement | null>) {
  const sticks = useRef(true);
  const [isAtEnd, setAtEnd] = useState(true);

  const scrollToEnd = useCallback(() => {
    sticks.current = true;
    setAtEnd(true);
    const element = box.current;
    if (element) element.scrollTop = element.scrollHeight;
  }, [box]);

  const onScroll = useCallback(() => {
    const element = box.current;
    if (!element) return;
    sticks.current = element.scrollHeight - element.scrollTop - element.clientHeight < THRESHOLD;
    setAtEnd(sticks.current);
  }, [box]);

  useLayoutEffect(() => {
    if (sticks.current) scrollToEnd();
  });

  useEffect(() => {
    if (!content.current || !box.current || typeof ResizeObserver === "undefined") return;
    // For example when an image has loaded or the window has shrunk.
    const observer = new ResizeObserver(() => sticks.current && scrollToEnd());
    observer.observe(content.current);
    observer.observe(box.current);
    return () => observer.disconnect();
  }, [box, content, scrollToEnd]);

  return { isAtEnd, scrollToEnd, onScroll };
}
