import type { ReactNode } from "react";

/** A placeholder for content that is loading. */
export const Skeleton = ({ label }: { label: string }): ReactNode => (
  <div className="pf-skeleton" role="status" aria-label={label}>
    <i />
    <i />
    <i />
  </div>
);
