import type { ReactNode } from "react";

/** A message beside the button that invites to a conversation. */
export function ProactiveMessage({
  text,
  closeLabel,
  onOpen,
  onDismiss,
}: {
  text: string;
  /** Accessible name of the button that dismisses it. */
  closeLabel: string;
  onOpen(): void;
  onDismiss(): void;
}): ReactNode {
  return (
    <div className="proactive">
      <button type="button" className="proactive-text" dir="auto" onClick={onOpen}>
        {text}
      </button>
      <button type="button" className="close" aria-label={closeLabel} title={closeLabel} onClick={onDismiss}>
        <svg viewBox="0 0 20 20" aria-hidden="true">
          <path d="M5 5l10 10M15 5L5 15" />
        </svg>
      </button>
    </div>
  );
}
