import {
  type RefObject,
  type TouchEvent,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type WheelEvent,
} from "react";

/** Distance in pixels from the end that still counts as being there. */
const THRESHOLD = 48;

/**
 * Keeps the end of a growing list in view, until the reader scrolls up, even by one pixel. Scrolling down to the end
 * makes it stick again.
 */
export function useStickToBottom(box: RefObject<HTMLElement | null>, content: RefObject<HTMLElement | null>) {
  const sticks = useRef(true);
  const [isAtEnd, setAtEnd] = useState(true);
  /** The last scroll position of the box. */
  const top = useRef(0);
  const touchY = useRef(0);

  const scrollToEnd = useCallback(() => {
    sticks.current = true;
    setAtEnd(true);
    const element = box.current;
    if (!element) return;
    element.scrollTop = element.scrollHeight;
    top.current = element.scrollTop;
  }, [box]);

  const onScroll = useCallback(() => {
    const element = box.current;
    if (!element) return;
    const distance = distanceToEnd(element);
    // Content that shrinks scrolls up, too, but leaves the end in view.
    if (element.scrollTop < top.current && distance > 1) sticks.current = false;
    else if (element.scrollTop > top.current && distance < THRESHOLD) sticks.current = true;
    top.current = element.scrollTop;
    setAtEnd(sticks.current || distance < THRESHOLD);
  }, [box]);

  // The next piece of text may come before the scroll event of a wheel or a finger, and would undo it.
  const release = useCallback(() => {
    if (box.current && box.current.scrollTop > 0) sticks.current = false;
  }, [box]);
  const onWheel = useCallback((event: WheelEvent) => event.deltaY < 0 && release(), [release]);
  const onTouchStart = useCallback((event: TouchEvent) => {
    touchY.current = event.touches[0]?.clientY ?? 0;
  }, []);
  const onTouchMove = useCallback(
    (event: TouchEvent) => (event.touches[0]?.clientY ?? 0) > touchY.current && release(),
    [release],
  );

  const onGrowth = useCallback(() => {
    if (sticks.current) scrollToEnd();
    else if (box.current) setAtEnd(distanceToEnd(box.current) < THRESHOLD);
  }, [box, scrollToEnd]);

  useLayoutEffect(onGrowth);

  useEffect(() => {
    if (!content.current || !box.current || typeof ResizeObserver === "undefined") return;
    // For example when an image has loaded or the window has shrunk.
    const observer = new ResizeObserver(onGrowth);
    observer.observe(content.current);
    observer.observe(box.current);
    return () => observer.disconnect();
  }, [box, content, onGrowth]);

  return { isAtEnd, scrollToEnd, handlers: { onScroll, onWheel, onTouchStart, onTouchMove } };
}

const distanceToEnd = ({ scrollHeight, scrollTop, clientHeight }: HTMLElement): number =>
  scrollHeight - scrollTop - clientHeight;
