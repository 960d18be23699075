import { useState } from "react";
import { may, useProject } from "../../api/project";
import { PriceDialog } from "./PriceDialog";

/** Stands where a cost would be that nobody knows, and offers to set the model's price. */
export function UnknownCost({ projectId, model }: { projectId: string; model: string }) {
  const { role } = useProject(projectId);
  const [setting, setSetting] = useState(false);
  if (!model) return <span>–</span>;
  return (
    <>
      <span title={`No price for ${model}`}>–</span>{" "}
      {may(role, "developer") && (
        <button
          type="button"
          onClick={() => setSetting(true)}
          aria-label={`Set a price for ${model}`}
          className="rounded text-sm font-medium text-accent-text hover:underline"
        >
          Set a price
        </button>
      )}
      <PriceDialog projectId={projectId} model={setting ? model : null} onClose={() => setSetting(false)} />
    </>
  );
}
