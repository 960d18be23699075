import type { ReactNode } from "react";

/** Content that scrolls sideways if it is too wide, with a shadow on the side where there is more. */
export const ScrollBox = ({ className, children }: { className: string; children: ReactNode }): ReactNode => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: scrollable content must be reachable with the keyboard.
  <div className={`pf-scroll-x ${className}`} tabIndex={0}>
    {children}
  </div>
);
