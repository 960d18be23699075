import { ConfirmDialog } from "../../../kit";
import { fieldName } from "./change";
import { useLeaving } from "./useLeaving";

/** Asks before unsaved changes are lost. */
export function LeaveDialog({ agentId, changes }: { agentId: string; changes: readonly string[] }) {
  const leaving = useLeaving(agentId, changes.length > 0);
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
