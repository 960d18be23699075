import type { ReactNode } from "react";
import { cx } from "./cx";

/** Something long that scrolls by itself; the keyboard reaches it, and `label` names it. */
export function Scroll({ label, className, children }: { label: string; className?: string; children: ReactNode }) {
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: without it the keyboard cannot scroll
      tabIndex={0}
      aria-label={label}
      className={cx("overflow-auto -outline-offset-2", className)}
    >
      {children}
    </section>
  );
}
