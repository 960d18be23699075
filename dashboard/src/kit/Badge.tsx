import type { ReactNode } from "react";
import { cx } from "./cx";

const VARIANTS = {
  plain: "bg-hover text-soft",
  accent: "bg-accent-wash text-accent-text",
  good: "bg-good-wash text-good",
  warn: "bg-warn-wash text-warn",
  bad: "bg-bad-wash text-bad",
} as const;

export type BadgeVariant = keyof typeof VARIANTS;

/** A status in one word. */
export function Badge({
  variant = "plain",
  children,
  title,
}: {
  variant?: BadgeVariant;
  children: ReactNode;
  title?: string;
}) {
  return (
    <span
      title={title}
      className={cx(
        "inline-flex shrink-0 items-center gap-1 rounded-full px-2 py-0.5 text-xs font-medium whitespace-nowrap",
        VARIANTS[variant],
      )}
    >
      {children}
    </span>
  );
}
