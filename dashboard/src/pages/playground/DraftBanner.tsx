import { FlaskConical } from "lucide-react";
import { sentence } from "../../api/call";
import { Button, Spinner } from "../../kit";
import type { DraftState } from "./useDraft";

export interface DraftBannerProps {
  draft: DraftState;
  /** Name of the test user. */
  name: string;
  onStop: () => void;
  onSave: () => void;
  saving: boolean;
}

/** States that replies use the unsaved configuration. */
export function DraftBanner({ draft, name, onStop, onSave, saving }: DraftBannerProps) {
  return (
    <div
      role="status"
      className="mb-4 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-lg border border-warn/40 bg-warn-wash px-3 py-2 text-warn"
    >
      <FlaskConical aria-hidden size={16} className="shrink-0" />
      <p className="min-w-0 flex-1 basis-64">
        <span className="font-medium">Unsaved configuration. </span>
        {draft.error !== null
          ? `Could not apply the latest changes. ${sentence(draft.error)}`
          : draft.isApplied
            ? `Applies to new replies and greetings for ${name}. Everyone else gets the live version.`
            : "Applying changes…"}
      </p>
      {!draft.isApplied && draft.error === null && <Spinner />}
      <div className="flex flex-wrap gap-2">
        <Button onClick={onStop}>Use live version</Button>
        <Button variant="primary" busy={saving} onClick={onSave}>
          Save changes
        </Button>
      </div>
    </div>
  );
}
