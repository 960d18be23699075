import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { del } from "../../api/call";
import { keys, projectPath } from "../../api/keys";
import { useList } from "../../api/list";
import type { Invitation, Project } from "../../api/types";
import { Button, Card, type Column, ConfirmDialog, ErrorNote, Pager, SkeletonLines, Table, Time } from "../../kit";

/** Pending invitations. */
export function InvitationsCard({ project }: { project: Project }) {
  const queries = useQueryClient();
  const [revoking, setRevoking] = useState<Invitation | null>(null);
  const list = useList<Invitation>(project.id, "/invitations");
  async function revoke(invitation: Invitation) {
    await del<Invitation>(`${projectPath(project.id)}/invitations/${encodeURIComponent(invitation.id)}`);
    await queries.invalidateQueries({ queryKey: keys.of(project.id, "/invitations") });
  }
  const columns: Column<Invitation>[] = [
    { head: "Email", whole: true, cell: (invitation) => <span className="font-medium">{invitation.email}</span> },
    { head: "Role", cell: (invitation) => invitation.role },
    { head: "Invited by", cell: (invitation) => invitation.invited_by },
    { head: "Expires", cell: (invitation) => <Time at={invitation.expires_at} /> },
    {
      head: "",
      whole: true,
      className: "text-right",
      cell: (invitation) => (
        <Button
          variant="danger"
          onClick={() => setRevoking(invitation)}
          aria-label={`Revoke invitation for ${invitation.email}…`}
        >
          Revoke…
        </Button>
      ),
    },
  ];
  return (
    <Card flush title="Invitations" description="Pending invitations.">
      {list.error && !list.data ? (
        <ErrorNote error={list.error} title="Could not load invitations" onRetry={list.refetch} className="m-4" />
      ) : list.isPending ? (
        <SkeletonLines count={2} />
      ) : list.items.length === 0 ? (
        <p className="px-4 py-5 text-soft">No pending invitations. An invitation is a link that works once.</p>
      ) : (
        <>
          <Table label="Invitations" columns={columns} rows={list.items} rowKey={(invitation) => invitation.id} />
          <Pager {...list} />
        </>
      )}
      <ConfirmDialog
        open={revoking !== null}
        onClose={() => setRevoking(null)}
        title="Revoke invitation?"
        action="Revoke"
        onConfirm={() => (revoking ? revoke(revoking) : Promise.resolve())}
      >
        <p>The link sent to {revoking?.email} stops working.</p>
      </ConfirmDialog>
    </Card>
  );
}
