import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Copy, FileJson, FileText, Trash2 } from "lucide-react";
import { useState } from "react";
import { del } from "../../api/call";
import { keys, projectPath } from "../../api/keys";
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
  async function remove() {
    await del(projectPath(projectId, `/interactions/${encodeURIComponent(row.id)}`));
    toast.done("Conversation deleted");
    await navigate({ to: "/p/$projectId/conversations", params: { projectId } });
    queries.removeQueries({ queryKey: keys.of(projectId, `/interactions/${encodeURIComponent(row.id)}`) });
    await queries.invalidateQueries({ queryKey: keys.of(projectId, "/interactions") });
  }
  async function copyAs(text: string, done: string) {
    if (await copy(text)) toast.done(done);
  }
  return (
    <>
      <Menu trigger={<Button icon={Copy}>Copy</Button>}>
        <MenuItem icon={FileText} onSelect={() => copyAs(asMarkdown(row, steps), "Branch copied")}>
          This branch as Markdown
        </MenuItem>
        <MenuItem icon={FileJson} onSelect={() => copyAs(asJson(row, messages), "Conversation copied")}>
          All branches as JSON
        </MenuItem>
      </Menu>
      <Button variant="danger" icon={Trash2} onClick={() => setDeleting(true)} disabled={!!reason} title={reason}>
        Delete…
      </Button>
      <ConfirmDialog
        open={deleting}
        onClose={() => setDeleting(false)}
        title="Delete this conversation?"
        action="Delete conversation"
        onConfirm={remove}
      >
        <p>
          This deletes {plural(messages.length, "message")} in all branches, for the user too. This cannot be undone.
          Analytics are not affected.
        </p>
      </ConfirmDialog>
    </>
  );
}
