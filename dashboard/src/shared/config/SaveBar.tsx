import { type ReactNode, useState } from "react";
import { ApiError } from "../../api/call";
import { Button, Dialog, ErrorNote } from "../../kit";
import { UnsavedBar } from "../agents/UnsavedBar";
import { ConfigDiff } from "./ConfigDiff";
import { ConflictNote } from "./ConflictNote";
import { editable, fieldName, invalidField } from "./change";
import type { ConfigEditing } from "./useConfig";

export interface SaveBarProps {
  projectId: string;
  agentId: string;
  editing: ConfigEditing;
  /** Additional buttons. */
  children?: ReactNode;
  className?: string;
}

/** Lists unsaved changes and saves or discards them. Hidden when there are none. */
export function SaveBar({ projectId, agentId, editing, children, className }: SaveBarProps) {
  const [comparing, setComparing] = useState(false);
  const { changes, base, saved, config } = editing;
  const conflict = changes.length > 0 && base.version !== saved.version;
  const invalid = invalidField(config);
  if (changes.length === 0) return null;
  return (
    <UnsavedBar
      changes={changes.map(fieldName)}
      saving={editing.saving}
      disabled={conflict || invalid !== null}
      onSave={editing.save}
      onDiscard={editing.discard}
      className={className}
      first={
        <Button variant="plain" onClick={() => setComparing(true)}>
          Review
        </Button>
      }
      notes={
        <>
          {conflict && <ConflictNote projectId={projectId} agentId={agentId} editing={editing} />}
          {editing.error !== null && !isConflict(editing.error) && (
            <ErrorNote error={describe(editing.error)} title="Changes not saved" />
          )}
          {invalid && (
            <ErrorNote
              error={new Error(`${fieldName(invalid.field)}: ${invalid.message}`)}
              title="Correct this before saving"
            />
          )}
          <Dialog open={comparing} onClose={() => setComparing(false)} title="Unsaved changes" wide>
            <ConfigDiff before={editable(base)} after={config} names={[`Version ${base.version}`, "Unsaved changes"]} />
          </Dialog>
        </>
      }
    >
      {children}
    </UnsavedBar>
  );
}

function isConflict(error: unknown): boolean {
  return error instanceof ApiError && error.status === 409;
}

/** Uses the field's label. Template errors are shown at the template itself. */
function describe(error: unknown): unknown {
  if (!(error instanceof ApiError) || error.field === null) return error;
  if (error.field.endsWith("_message"))
    return new Error(`${fieldName(error.field)} has an error, marked in the editor`);
  return new Error(`${fieldName(error.field)}: ${error.detail}`);
}
