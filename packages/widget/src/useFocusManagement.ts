import { type RefObject, useEffect, useRef } from "react";

/** Moves the focus into the panel when it opens, and back to the launcher when it closes. */
export function useFocusManagement(
  isOpen: boolean,
  panel: RefObject<HTMLDivElement | null>,
  launcher: RefObject<HTMLButtonElement | null>,
): void {
  const previous = useRef(isOpen);
  useEffect(() => {
    if (previous.current === isOpen) return;
    previous.current = isOpen;
    if (!isOpen) {
      launcher.current?.focus();
      return;
    }
    // The field appears once the agent is loaded.
    const focusField = () => {
      const field = panel.current?.querySelector<HTMLElement>("textarea:not(:disabled)");
      field?.focus();
      return field !== null && field !== undefined;
    };
    if (focusField() || !panel.current) return;
    const observer = new MutationObserver(() => focusField() && observer.disconnect());
    observer.observe(panel.current, { childList: true, subtree: true });
    const timer = setTimeout(() => observer.disconnect(), 5_000);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
    };
  }, [isOpen, panel, launcher]);
}
