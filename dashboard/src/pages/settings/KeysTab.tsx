import { useQueryClient } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { del } from "../../api/call";
import { below, keys } from "../../api/keys";
import { useList } from "../../api/list";
import { whyNot } from "../../api/project";
import type { Project, SecretKey } from "../../api/types";
import {
  Button,
  Card,
  type Column,
  ConfirmDialog,
  CopyLine,
  EmptyState,
  ErrorNote,
  Pager,
  SkeletonLines,
  Stack,
  Table,
  Time,
  toast,
} from "../../kit";
import { NewKeyDialog } from "./NewKeyDialog";

export function KeysTab({ project }: { project: Project }) {
  return (
    <Stack>
      <Card title="Publishable key" description="For your app and your pages, with which users chat. It is no secret.">
        <CopyLine text={project.publishable_key} label="Copy the publishable key" />
      </Card>
      <SecretKeys project={project} />
    </Stack>
  );
}

function SecretKeys({ project }: { project: Project }) {
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<SecretKey | null>(null);
  const queries = useQueryClient();
  const list = useList<SecretKey>(project.id, "/keys");
  const reason = whyNot(project.role, "admin");
  const button = (
    <Button icon={Plus} look="primary" onClick={() => setMaking(true)} disabled={!!reason} title={reason}>
      New secret key
    </Button>
  );
  async function revoke(key: SecretKey) {
    await del(`${below(project.id)}/keys/${encodeURIComponent(key.id)}`);
    await queries.invalidateQueries({ queryKey: keys.of(project.id, "/keys") });
    toast.done(`${key.name} was revoked.`);
  }
  const columns: Column<SecretKey>[] = [
    { head: "Name", cell: (key) => <span className="font-medium">{key.name}</span>, whole: true },
    { head: "Begins with", cell: (key) => <code className="font-mono text-sm">{key.prefix}…</code> },
    { head: "Created", cell: (key) => <Time at={key.created_at} /> },
    { head: "Last used", cell: (key) => <Time at={key.last_used_at} /> },
  ];
  if (!reason) {
    columns.push({
      head: "",
      whole: true,
      className: "text-right",
      cell: (key) => (
        <Button look="danger" onClick={() => setRevoking(key)} aria-label={`Revoke ${key.name}…`}>
          Revoke…
        </Button>
      ),
    });
  }
  return (
    <Card
      flush
      title="Secret keys"
      description={`For your backend: the Admin API opens everything in this project. Keep them out of apps and pages. ${reason ?? ""}`}
      actions={button}
    >
      {list.error && !list.data ? (
        <ErrorNote error={list.error} title="The keys could not be loaded" onRetry={list.refetch} className="m-4" />
      ) : list.isPending ? (
        <SkeletonLines count={3} />
      ) : list.items.length === 0 ? (
        <EmptyState icon={KeyRound} title="No secret key yet">
          Make one when your backend should read users and conversations, or change agents, through the Admin API.
          Chatting needs none.
        </EmptyState>
      ) : (
        <>
          <Table label="Secret keys" columns={columns} rows={list.items} rowKey={(key) => key.id} />
          <Pager {...list} />
        </>
      )}
      <NewKeyDialog project={project} open={making} onClose={() => setMaking(false)} />
      <ConfirmDialog
        open={revoking !== null}
        onClose={() => setRevoking(null)}
        title={`Revoke ${revoking?.name ?? ""}?`}
        action="Revoke key"
        onConfirm={() => (revoking ? revoke(revoking) : Promise.resolve())}
      >
        <p>
          Requests with this key are refused within a second. This cannot be undone.{" "}
          {revoking?.last_used_at ? (
            <>
              It was last used <Time at={revoking.last_used_at} />.
            </>
          ) : (
            "It was never used."
          )}
        </p>
      </ConfirmDialog>
    </Card>
  );
}
