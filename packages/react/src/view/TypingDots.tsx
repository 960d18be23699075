import type { ReactNode } from "react";

/** Shown until the first text of a reply arrives. */
export const TypingDots = (): ReactNode => (
  <span className="pf-dots" aria-hidden="true">
    <i />
    <i />
    <i />
  </span>
);
