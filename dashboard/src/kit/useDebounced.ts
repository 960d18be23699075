import { useEffect, useRef, useState } from "react";

/**
 * State of a text field whose value is stored elsewhere, such as in the URL. Typed text shows at once and is reported
 * when typing pauses; outside changes show too.
 */
export function useDebounced(
  value: string,
  onChange: (value: string) => void,
  pause = 250,
): [string, (value: string) => void] {
  const [typed, setTyped] = useState(value);
  const reported = useRef(value);
  const change = useRef(onChange);
  change.current = onChange;
  useEffect(() => {
    if (value === reported.current) return;
    reported.current = value;
    setTyped(value);
  }, [value]);
  useEffect(() => {
    if (typed.trim() === reported.current) return;
    const timer = setTimeout(() => {
      reported.current = typed.trim();
      change.current(reported.current);
    }, pause);
    return () => clearTimeout(timer);
  }, [typed, pause]);
  return [typed, setTyped];
}
