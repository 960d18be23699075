import { CircleAlert, Info, RotateCw, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { sentence } from "../api/call";
import { Button } from "./Button";
import { cx } from "./cx";

export interface ErrorNoteProps {
  error: unknown;
  /** What failed, such as "Could not load agents". */
  title?: string;
  onRetry?: () => void;
  className?: string;
}

/** An inline error message, optionally with a retry button. */
export function ErrorNote({ error, title, onRetry, className }: ErrorNoteProps) {
  return (
    <div
      role="alert"
      className={cx("flex flex-wrap items-center gap-x-3 gap-y-2 rounded-lg bg-bad-wash px-3 py-2 text-bad", className)}
    >
      <CircleAlert aria-hidden size={16} className="shrink-0" />
      <p className="min-w-0 flex-1">
        {title && <span className="font-medium">{title}. </span>}
        {sentence(error)}
      </p>
      {onRetry && (
        <Button icon={RotateCw} onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}

const NOTES = {
  info: { icon: Info, className: "bg-accent-wash text-accent-text" },
  warn: { icon: TriangleAlert, className: "bg-warn-wash text-warn" },
} as const;

/** An inline notice. */
export function Note({
  kind = "info",
  children,
  className,
}: {
  kind?: keyof typeof NOTES;
  children: ReactNode;
  className?: string;
}) {
  const { icon: Icon, className: color } = NOTES[kind];
  return (
    <div className={cx("flex gap-2.5 rounded-lg px-3 py-2", color, className)}>
      <Icon aria-hidden size={16} className="mt-0.5 shrink-0" />
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  );
}
