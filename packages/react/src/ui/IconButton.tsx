import type { ComponentPropsWithRef, ReactNode } from "react";

/** A button that shows an icon. Its label is the tooltip and the accessible name. */
export function IconButton({
  label,
  className = "",
  ...rest
}: { label: string } & ComponentPropsWithRef<"button">): ReactNode {
  return <button type="button" className={`pf-icon-button ${className}`} aria-label={label} title={label} {...rest} />;
}
