import type { ComponentPropsWithRef, ReactNode } from "react";

/** A button that shows a picture; its label is for the pointer and for screen readers. */
export function IconButton({
  label,
  className = "",
  ...rest
}: { label: string } & ComponentPropsWithRef<"button">): ReactNode {
  return <button type="button" className={`pf-icon-button ${className}`} aria-label={label} title={label} {...rest} />;
}
