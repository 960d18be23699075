import { ConfirmDialog } from "../../kit";
import { changedFields, editable, fieldName } from "./change";
import { useUnsaved } from "./unsaved";
import { useLeaveGuard } from "./useLeaveGuard";

/** Asks before discarding unsaved changes to an agent's configuration. */
export function LeaveDialog({ agentId }: { agentId: string }) {
  const [unsaved, setUnsaved] = useUnsaved(agentId);
  const guard = useLeaveGuard(agentId, unsaved !== undefined, () => setUnsaved(() => undefined));
  const changes = unsaved ? changedFields(editable(unsaved.base), unsaved.edited) : [];
  return (
    <ConfirmDialog
      open={guard.asking}
      onClose={guard.stay}
      title="Discard unsaved changes?"
      action="Discard and leave"
      onConfirm={guard.leave}
    >
      <p>You have unsaved changes to: {changes.map(fieldName).join(", ")}.</p>
    </ConfirmDialog>
  );
}
