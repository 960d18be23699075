import { useEffect, useRef, useState } from "react";

/**
 * What is typed into a field whose value is kept elsewhere, such as in the address: shown at once, handed on when the
 * typing pauses. What comes from there is shown, too.
 */
export function useDebounced(
  value: string,
  onChange: (value: string) => void,
  pause = 250,
): [string, (value: string) => void] {
  const [typed, setTyped] = useState(value);
  const handed = useRef(value);
  const change = useRef(onChange);
  change.current = onChange;
  useEffect(() => {
    if (value === handed.current) return;
    handed.current = value;
    setTyped(value);
  }, [value]);
  useEffect(() => {
    if (typed.trim() === handed.current) return;
    const timer = setTimeout(() => {
      handed.current = typed.trim();
      change.current(handed.current);
    }, pause);
    return () => clearTimeout(timer);
  }, [typed, pause]);
  return [typed, setTyped];
}
