import { ConfirmDialog } from "../../kit";
import { appearanceFieldName } from "../appearance/appearance";
import { useUnsavedAppearance } from "../appearance/unsaved";
import { changedFields, editable, fieldName } from "./change";
import { useUnsaved } from "./unsaved";
import { useLeaveGuard } from "./useLeaveGuard";

/** Asks before discarding unsaved changes to an agent's configuration or appearance. */
export function LeaveDialog({ agentId }: { agentId: string }) {
  const [config, setConfig] = useUnsaved(agentId);
  const [appearance, setAppearance] = useUnsavedAppearance(agentId);
  const changes = [
    ...(config ? changedFields(editable(config.base), config.edited) : []).map(fieldName),
    ...Object.keys(appearance ?? {}).map(appearanceFieldName),
  ];
  const guard = useLeaveGuard(agentId, config !== undefined || appearance !== undefined, () => {
    setConfig(() => undefined);
    setAppearance(() => undefined);
  });
  return (
    <ConfirmDialog
      open={guard.asking}
      onClose={guard.stay}
      title="Discard unsaved changes?"
      action="Discard and leave"
      onConfirm={guard.leave}
    >
      <p>You have unsaved changes to: {changes.join(", ")}.</p>
    </ConfirmDialog>
  );
}
