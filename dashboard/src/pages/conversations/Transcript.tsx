import { MessagesSquare, Split } from "lucide-react";
import { useMemo, useState } from "react";
import type { InteractionRow } from "../../api/types";
import { Button, Card, EmptyState } from "../../kit";
import { BranchesDialog } from "./BranchesDialog";
import { MessageItem } from "./MessageItem";
import { branchesOf } from "./tree";
import type { BranchState } from "./useBranch";

export interface TranscriptProps {
  projectId: string;
  row: InteractionRow;
  branch: BranchState;
}

/** One branch of a conversation, from its first message to its last. */
export function Transcript({ projectId, row, branch }: TranscriptProps) {
  const { tree, steps, target, show } = branch;
  const [choosing, setChoosing] = useState(false);
  const branches = useMemo(() => branchesOf(tree), [tree]);
  if (steps.length === 0) {
    return (
      <Card flush>
        <EmptyState icon={MessagesSquare} title="No messages yet">
          Messages appear here live.
        </EmptyState>
      </Card>
    );
  }
  return (
    <>
      {branches.length > 1 && (
        <div className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-soft">
          <span>Showing 1 of {branches.length} branches (from edits and regenerated replies).</span>
          <Button icon={Split} onClick={() => setChoosing(true)}>
            All branches
          </Button>
        </div>
      )}
      <Card flush>
        <ol aria-label="Messages" className="divide-y divide-line">
          {steps.map(({ message, siblings, asides }) => (
            <MessageItem
              key={message.id}
              projectId={projectId}
              row={row}
              message={message}
              siblings={siblings}
              asides={asides}
              target={target}
              onShow={show}
            />
          ))}
        </ol>
      </Card>
      <BranchesDialog
        open={choosing}
        onClose={() => setChoosing(false)}
        branches={branches}
        current={steps.at(-1)?.message.id}
        onShow={({ leaf, start }) => {
          setChoosing(false);
          show(leaf.id, start.id);
        }}
      />
    </>
  );
}
