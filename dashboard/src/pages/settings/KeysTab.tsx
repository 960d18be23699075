import { useQueryClient } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { del } from "../../api/call";
import { keys, projectPath } from "../../api/keys";
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
      <Card title="Publishable key" description="Used in your app and website. Safe to expose.">
        <CopyLine text={project.publishable_key} label="Copy publishable key" />
      </Card>
      <SecretKeys project={project} />
    </Stack>
  );
}

function SecretKeys({ project }: { project: Project }) {
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<SecretKey | null>(null);
  const queries = useQueryClient();
  const list = useList<SecretKey>(project.id, "/keys");
  const reason = whyNot(project.role, "admin");
  const button = (
    <Button icon={Plus} variant="primary" onClick={() => setCreating(true)} disabled={!!reason} title={reason}>
      New secret key
    </Button>
  );
  async function revoke(key: SecretKey) {
    await del(`${projectPath(project.id)}/keys/${encodeURIComponent(key.id)}`);
    await queries.invalidateQueries({ queryKey: keys.of(project.id, "/keys") });
    toast.done(`${key.name} revoked`);
  }
  const columns: Column<SecretKey>[] = [
    { head: "Name", cell: (key) => <span className="font-medium">{key.name}</span>, whole: true },
    { head: "Key", cell: (key) => <code className="font-mono text-sm">{key.prefix}…</code> },
    { head: "Created", cell: (key) => <Time at={key.created_at} /> },
    { head: "Last used", cell: (key) => <Time at={key.last_used_at} /> },
  ];
  if (!reason) {
    columns.push({
      head: "",
      whole: true,
      className: "text-right",
      cell: (key) => (
        <Button variant="danger" onClick={() => setRevoking(key)} aria-label={`Revoke ${key.name}…`}>
          Revoke…
        </Button>
      ),
    });
  }
  return (
    <Card
      flush
      title="Secret keys"
      description={`Used in your backend for the Admin API, with full access to this project. Never expose them in apps or web pages. ${reason ?? ""}`}
      actions={button}
    >
      {list.error && !list.data ? (
        <ErrorNote error={list.error} title="Could not load keys" onRetry={list.refetch} className="m-4" />
      ) : list.isPending ? (
        <SkeletonLines count={3} />
      ) : list.items.length === 0 ? (
        <EmptyState icon={KeyRound} title="No secret keys yet">
          Create one to read users and conversations or to manage agents from your backend with the Admin API. Chat does
          not need one.
        </EmptyState>
      ) : (
        <>
          <Table label="Secret keys" columns={columns} rows={list.items} rowKey={(key) => key.id} />
          <Pager {...list} />
        </>
      )}
      <NewKeyDialog project={project} open={creating} onClose={() => setCreating(false)} />
      <ConfirmDialog
        open={revoking !== null}
        onClose={() => setRevoking(null)}
        title={`Revoke ${revoking?.name ?? ""}?`}
        action="Revoke key"
        onConfirm={() => (revoking ? revoke(revoking) : Promise.resolve())}
      >
        <p>
          Requests with this key will be rejected within a second. This cannot be undone.{" "}
          {revoking?.last_used_at ? (
            <>
              Last used <Time at={revoking.last_used_at} />.
            </>
          ) : (
            "It has never been used."
          )}
        </p>
      </ConfirmDialog>
    </Card>
  );
}
