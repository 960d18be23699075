import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { del } from "../../api/call";
import { below, keys } from "../../api/keys";
import { useList } from "../../api/list";
import type { Invitation, Project } from "../../api/types";
import { Button, Card, type Column, ConfirmDialog, ErrorNote, Pager, SkeletonLines, Table, Time } from "../../kit";

/** Who was invited and has not come yet. */
export function InvitationsCard({ project }: { project: Project }) {
  const queries = useQueryClient();
  const [revoking, setRevoking] = useState<Invitation | null>(null);
  const list = useList<Invitation>(project.id, "/invitations");
  async function revoke(invitation: Invitation) {
    await del<Invitation>(`${below(project.id)}/invitations/${encodeURIComponent(invitation.id)}`);
    await queries.invalidateQueries({ queryKey: keys.of(project.id, "/invitations") });
  }
  const columns: Column<Invitation>[] = [
    { head: "Email", whole: true, cell: (invitation) => <span className="font-medium">{invitation.email}</span> },
    { head: "Role", cell: (invitation) => invitation.role },
    { head: "Invited by", cell: (invitation) => invitation.invited_by },
    { head: "Valid until", cell: (invitation) => <Time at={invitation.expires_at} /> },
    {
      head: "",
      whole: true,
      className: "text-right",
      cell: (invitation) => (
        <Button
          look="danger"
          onClick={() => setRevoking(invitation)}
          aria-label={`Take back the invitation of ${invitation.email}…`}
        >
          Take back…
        </Button>
      ),
    },
  ];
  return (
    <Card flush title="Invitations" description="Who was invited and has not come yet.">
      {list.error && !list.data ? (
        <ErrorNote
          error={list.error}
          title="The invitations could not be loaded"
          onRetry={list.refetch}
          className="m-4"
        />
      ) : list.isPending ? (
        <SkeletonLines count={2} />
      ) : list.items.length === 0 ? (
        <p className="px-4 py-5 text-soft">
          Nobody is invited at present. An invitation is a link that is good once, for the person you give it to.
        </p>
      ) : (
        <>
          <Table label="Invitations" columns={columns} rows={list.items} rowKey={(invitation) => invitation.id} />
          <Pager {...list} />
        </>
      )}
      <ConfirmDialog
        open={revoking !== null}
        onClose={() => setRevoking(null)}
        title="Take the invitation back?"
        action="Take back"
        onConfirm={() => (revoking ? revoke(revoking) : Promise.resolve())}
      >
        <p>The link that {revoking?.email} was given is worth nothing from then on.</p>
      </ConfirmDialog>
    </Card>
  );
}
