import { Check } from "lucide-react";
import { useState } from "react";
import { Button, cx, Dialog, Time } from "../../kit";
import { plainExcerpt } from "../../shared/messages/outcome";
import { MessageStatus } from "./MessageStatus";
import type { Branch } from "./tree";

export interface BranchesDialogProps {
  open: boolean;
  onClose: () => void;
  branches: readonly Branch[];
  /** The last message of the current branch. */
  current: string | undefined;
  onShow: (branch: Branch) => void;
}

const PAGE = 100;

/** All branches of a conversation, each with the message where it starts. */
export function BranchesDialog({ open, onClose, branches, current, onShow }: BranchesDialogProps) {
  const [shown, setShown] = useState(PAGE);
  return (
    <Dialog
      open={open}
      onClose={onClose}
      wide
      title="Branches"
      description="Each entry shows the message where the branch starts."
    >
      <ol className="flex flex-col gap-1">
        {branches.slice(0, shown).map((branch, index) => (
          <BranchRow
            key={branch.leaf.id}
            branch={branch}
            number={index + 1}
            isCurrent={branch.leaf.id === current}
            onShow={() => onShow(branch)}
          />
        ))}
      </ol>
      {branches.length > shown && (
        <div className="mt-3 flex justify-center">
          <Button variant="plain" onClick={() => setShown(shown + PAGE)}>
            Show more
          </Button>
        </div>
      )}
    </Dialog>
  );
}

interface BranchRowProps {
  branch: Branch;
  number: number;
  isCurrent: boolean;
  onShow: () => void;
}

function BranchRow({ branch: { leaf, start, length }, number, isCurrent, onShow }: BranchRowProps) {
  return (
    <li>
      <button
        type="button"
        aria-current={isCurrent || undefined}
        onClick={onShow}
        className={cx(
          "flex w-full items-start gap-3 rounded-md px-3 py-2 text-left -outline-offset-2 hover:bg-hover",
          isCurrent && "bg-accent-wash",
        )}
      >
        <span className="w-7 shrink-0 text-right text-soft tabular-nums">{number}</span>
        <span className="min-w-0 flex-1">
          <span dir="auto" className="line-clamp-2 font-medium">
            {plainExcerpt(start.content, 300) || start.error?.message || "No text"}
          </span>
          <span className="flex flex-wrap items-center gap-x-2 text-sm text-soft">
            <span>
              Message {start.depth + 1} of {length} · {start.sent_by} · <Time at={leaf.created_at} />
            </span>
            <MessageStatus message={leaf} />
          </span>
        </span>
        <Check aria-hidden size={16} className={cx("mt-0.5 shrink-0 text-accent-text", !isCurrent && "invisible")} />
      </button>
    </li>
  );
}
