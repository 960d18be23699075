import type { ReactNode } from "react";
import { cx } from "./cx";

/** A labelled scroll container that is reachable by keyboard. */
export function Scroll({ label, className, children }: { label: string; className?: string; children: ReactNode }) {
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: needed for keyboard scrolling
      tabIndex={0}
      aria-label={label}
      className={cx("overflow-auto -outline-offset-2", className)}
    >
      {children}
    </section>
  );
}
