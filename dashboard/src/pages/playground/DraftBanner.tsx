import { FlaskConical } from "lucide-react";
import { sentence } from "../../api/call";
import { Button, Spinner } from "../../kit";
import type { DraftState } from "./useDraft";

export interface DraftBannerProps {
  draft: DraftState;
  /** Whose replies are made with it. */
  name: string;
  onStop: () => void;
  onSave: () => void;
  saving: boolean;
}

/** That what is said is not said by what users get. */
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
          ? `The latest changes cannot be tried. ${sentence(draft.error)}`
          : draft.inForce
            ? `The next replies and greetings to ${name} use it. Everybody else gets what is saved.`
            : "The latest changes are being sent…"}
      </p>
      {!draft.inForce && draft.error === null && <Spinner />}
      <div className="flex flex-wrap gap-2">
        <Button onClick={onStop}>Use what is saved</Button>
        <Button look="primary" busy={saving} onClick={onSave}>
          Save it
        </Button>
      </div>
    </div>
  );
}
