import { type ReactNode, useState } from "react";
import { ApiError } from "../../api/call";
import { Button, cx, Dialog, ErrorNote } from "../../kit";
import { ConfigDiff } from "./ConfigDiff";
import { ConflictNote } from "./ConflictNote";
import { editable, fieldName } from "./change";
import type { ConfigEditing } from "./useConfig";

export interface SaveBarProps {
  projectId: string;
  agentId: string;
  editing: ConfigEditing;
  /** What else can be done with what is not saved. */
  children?: ReactNode;
  className?: string;
}

/** What is not saved, and what to do with it. Nothing while all is saved. */
export function SaveBar({ projectId, agentId, editing, children, className }: SaveBarProps) {
  const [looking, setLooking] = useState(false);
  const { changes, base, saved, config } = editing;
  const conflict = changes.length > 0 && base.version !== saved.version;
  if (changes.length === 0) return null;
  return (
    <section
      aria-label="Unsaved changes"
      className={cx(
        "sticky bottom-0 z-20 flex animate-in flex-col gap-2 rounded-t-lg border bg-surface px-4 py-3 shadow-float",
        className,
      )}
    >
      {conflict && <ConflictNote projectId={projectId} agentId={agentId} editing={editing} />}
      {editing.error !== null && !isConflict(editing.error) && (
        <ErrorNote error={described(editing.error)} title="Nothing was saved" />
      )}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <p className="min-w-0 flex-1 basis-56">
          <span className="font-medium">Not saved: </span>
          <span className="text-soft">{changes.map(fieldName).join(", ")}</span>
        </p>
        <div className="flex flex-wrap gap-2">
          <Button look="plain" onClick={() => setLooking(true)}>
            Compare
          </Button>
          <Button onClick={editing.discard}>Discard</Button>
          {children}
          <Button look="primary" busy={editing.saving} disabled={conflict} onClick={editing.save}>
            Save
          </Button>
        </div>
      </div>
      <Dialog open={looking} onClose={() => setLooking(false)} title="What is not saved" wide>
        <ConfigDiff before={editable(base)} after={config} names={[`Version ${base.version}`, "Not saved"]} />
      </Dialog>
    </section>
  );
}

function isConflict(error: unknown): boolean {
  return error instanceof ApiError && error.status === 409;
}

/** With the field's name as it stands on the page; a template says beside itself what is wrong with it. */
function described(error: unknown): unknown {
  if (!(error instanceof ApiError) || error.field === null) return error;
  if (error.field.endsWith("_message"))
    return new Error(`${fieldName(error.field)} has a mistake, which is marked there`);
  return new Error(`${fieldName(error.field)}: ${error.detail}`);
}
