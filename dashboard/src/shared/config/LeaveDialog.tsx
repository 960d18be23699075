import { ConfirmDialog } from "../../kit";
import { changedFields, editable, fieldName } from "./change";
import { useUnsaved } from "./unsaved";
import { useLeaving } from "./useLeaveGuard";

/** Asks before unsaved changes of an agent's configuration are lost. */
export function LeaveDialog({ agentId }: { agentId: string }) {
  const [unsaved, setUnsaved] = useUnsaved(agentId);
  const leaving = useLeaving(agentId, unsaved !== undefined, () => setUnsaved(undefined));
  const changes = unsaved ? changedFields(editable(unsaved.base), unsaved.edited) : [];
  return (
    <ConfirmDialog
      open={leaving.asking}
      onClose={leaving.stay}
      title="Leave without saving?"
      action="Discard and leave"
      onConfirm={leaving.leave}
    >
      <p>These are not saved and will be lost: {changes.map(fieldName).join(", ")}.</p>
    </ConfirmDialog>
  );
}
