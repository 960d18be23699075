import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Copy, FileJson, FileText, Trash2 } from "lucide-react";
import { useState } from "react";
import { del } from "../../api/call";
import { below, keys } from "../../api/keys";
import { useProject, whyNot } from "../../api/project";
import type { InteractionRow, MonitoredMessage } from "../../api/types";
import { Button, ConfirmDialog, copy, Menu, MenuItem, plural, toast } from "../../kit";
import { asJson, asMarkdown } from "./copyFormats";
import type { Step } from "./tree";

export interface ConversationActionsProps {
  projectId: string;
  row: InteractionRow;
  messages: readonly MonitoredMessage[];
  steps: readonly Step[];
}

export function ConversationActions({ projectId, row, messages, steps }: ConversationActionsProps) {
  const { role } = useProject(projectId);
  const reason = whyNot(role, "developer");
  const [deleting, setDeleting] = useState(false);
  const queries = useQueryClient();
  const navigate = useNavigate();
  async function erase() {
    await del(below(projectId, `/interactions/${encodeURIComponent(row.id)}`));
    toast.done("The conversation was deleted.");
    await navigate({ to: "/p/$projectId/conversations", params: { projectId } });
    queries.removeQueries({ queryKey: keys.of(projectId, `/interactions/${encodeURIComponent(row.id)}`) });
    await queries.invalidateQueries({ queryKey: keys.of(projectId, "/interactions") });
  }
  async function take(text: string, what: string) {
    if (await copy(text)) toast.done(`${what} was copied.`);
  }
  return (
    <>
      <Menu trigger={<Button icon={Copy}>Copy</Button>}>
        <MenuItem icon={FileText} onSelect={() => take(asMarkdown(row, steps), "This branch")}>
          This branch as Markdown
        </MenuItem>
        <MenuItem icon={FileJson} onSelect={() => take(asJson(row, messages), "The whole conversation")}>
          All branches as JSON
        </MenuItem>
      </Menu>
      <Button look="danger" icon={Trash2} onClick={() => setDeleting(true)} disabled={!!reason} title={reason}>
        Delete…
      </Button>
      <ConfirmDialog
        open={deleting}
        onClose={() => setDeleting(false)}
        title="Delete this conversation?"
        action="Delete conversation"
        onConfirm={erase}
      >
        <p>
          {plural(messages.length, "message")} of all branches are erased, for its user too. This cannot be undone. The
          figures stay as they are.
        </p>
      </ConfirmDialog>
    </>
  );
}
