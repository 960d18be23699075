import type { ReactNode } from "react";
import { useDates } from "./translation.js";

/** A time, shown in short, with the full date as its tooltip and for screen readers. */
export function Time({ at, id, children }: { at: number; id?: string; children: string }): ReactNode {
  const full = useDates().full(at);
  return (
    <time id={id} className="pf-time" dateTime={new Date(at).toISOString()} title={full}>
      <span aria-hidden="true">{children}</span>
      <span className="pf-hidden">{full}</span>
    </time>
  );
}
