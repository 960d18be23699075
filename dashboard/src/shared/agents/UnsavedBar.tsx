import type { ReactNode } from "react";
import { Button, cx } from "../../kit";

export interface UnsavedBarProps {
  /** The labels of the changed fields. */
  changes: readonly string[];
  /** Errors and warnings. */
  notes?: ReactNode;
  /** Additional buttons, before and after “Discard”. */
  first?: ReactNode;
  children?: ReactNode;
  saving: boolean;
  /** Whether saving is not possible now. */
  disabled: boolean;
  onSave: () => void;
  onDiscard: () => void;
  className?: string;
}

/** Lists unsaved changes at the bottom of the window and saves or discards them. */
export function UnsavedBar(props: UnsavedBarProps) {
  return (
    <section
      aria-label="Unsaved changes"
      className={cx(
        "sticky bottom-0 z-20 flex animate-in flex-col gap-2 rounded-t-lg border bg-surface px-4 py-3 shadow-float",
        props.className,
      )}
    >
      {props.notes}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <p className="min-w-0 flex-1 basis-56">
          <span className="font-medium">Unsaved changes: </span>
          <span className="text-soft">{props.changes.join(", ")}</span>
        </p>
        <div className="flex flex-wrap gap-2">
          {props.first}
          <Button onClick={props.onDiscard}>Discard</Button>
          {props.children}
          <Button variant="primary" busy={props.saving} disabled={props.disabled} onClick={props.onSave}>
            Save changes
          </Button>
        </div>
      </div>
    </section>
  );
}
