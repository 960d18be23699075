import { useQueryClient } from "@tanstack/react-query";
import { Pencil, Plug, Plus, Trash2, Unplug } from "lucide-react";
import { useState } from "react";
import { del, post } from "../../api/call";
import { below, keys } from "../../api/keys";
import { useList } from "../../api/list";
import { whyNot } from "../../api/project";
import type { Connection, ConnectionTest, Project } from "../../api/types";
import {
  Badge,
  Button,
  Card,
  type Column,
  ConfirmDialog,
  EmptyState,
  ErrorNote,
  IconButton,
  Pager,
  SkeletonLines,
  Table,
  toast,
} from "../../kit";
import { ConnectionDialog } from "./ConnectionDialog";
import { TestDialog } from "./ConnectionTestResult";
import { KINDS } from "../../shared/connections/kinds";

export function ConnectionsTab({ project }: { project: Project }) {
  const [editing, setEditing] = useState<Connection | "new" | null>(null);
  const [testing, setTesting] = useState<Connection | null>(null);
  const [deleting, setDeleting] = useState<Connection | null>(null);
  const queries = useQueryClient();
  const list = useList<Connection>(project.id, "/connections");
  const reason = whyNot(project.role, "developer");
  const path = (connection: Connection) => `${below(project.id)}/connections/${encodeURIComponent(connection.id)}`;

  async function remove(connection: Connection) {
    await del<Connection>(path(connection));
    await Promise.all([
      queries.invalidateQueries({ queryKey: keys.of(project.id, "/connections") }),
      queries.invalidateQueries({ queryKey: keys.of(project.id, "/models") }),
    ]);
    toast.done(`${connection.name} was deleted.`);
  }

  const columns: Column<Connection>[] = [
    {
      head: "Name",
      whole: true,
      cell: (connection) => (
        <span className="flex flex-wrap items-center gap-2">
          <code className="font-mono text-sm font-medium">{connection.name}</code>
          {connection.source === "server" && (
            <Badge title="Of the server’s configuration: every project has it.">server</Badge>
          )}
        </span>
      ),
    },
    { head: "Kind", cell: (connection) => KINDS[connection.kind].label },
    {
      head: "Base URL",
      cell: (connection) => (
        <span className="text-sm text-soft">{connection.base_url || KINDS[connection.kind].baseUrl || "—"}</span>
      ),
    },
    { head: "Key", cell: (connection) => (connection.has_key ? <Badge look="good">set</Badge> : <Badge>none</Badge>) },
  ];
  if (!reason) {
    columns.push({
      head: "",
      whole: true,
      cell: (connection) =>
        connection.source === "project" && (
          <span className="flex items-center justify-end gap-1 max-sm:w-full">
            <Button onClick={() => setTesting(connection)} aria-label={`Test ${connection.name}`}>
              Test
            </Button>
            <IconButton icon={Pencil} label={`Edit ${connection.name}`} onClick={() => setEditing(connection)} />
            <IconButton icon={Trash2} label={`Delete ${connection.name}`} onClick={() => setDeleting(connection)} />
          </span>
        ),
    });
  }
  const button = (
    <Button look="primary" icon={Plus} onClick={() => setEditing("new")} disabled={!!reason} title={reason}>
      New connection
    </Button>
  );
  const own = list.items.some((connection) => connection.source === "project");

  return (
    <Card
      flush
      title="Provider connections"
      description={`Whose models this project’s agents use. A model is named after its connection, such as “anthropic.claude-sonnet-4-5”. ${reason ?? ""}`}
      actions={button}
    >
      {list.error && !list.data ? (
        <ErrorNote
          error={list.error}
          title="The connections could not be loaded"
          onRetry={list.refetch}
          className="m-4"
        />
      ) : list.isPending ? (
        <SkeletonLines count={3} />
      ) : (
        <>
          {!own && (
            <EmptyState icon={list.items.length > 0 ? Plug : Unplug} title="No connection of this project yet">
              {list.items.length > 0
                ? "The server’s own, below, can be used by every project. Add one with this project’s own key."
                : "Agents need a model to reply with: add the provider that you have a key for."}
            </EmptyState>
          )}
          {list.items.length > 0 && (
            <div className={own ? "" : "border-t"}>
              <Table
                label="Connections"
                columns={columns}
                rows={list.items}
                rowKey={(connection) => `${connection.source} ${connection.name}`}
              />
            </div>
          )}
          <Pager {...list} />
        </>
      )}
      <ConnectionDialog project={project} connection={editing} onClose={() => setEditing(null)} />
      <TestDialog
        open={testing !== null}
        name={testing?.name ?? ""}
        onClose={() => setTesting(null)}
        run={() => (testing ? post<ConnectionTest>(`${path(testing)}/test`) : Promise.reject())}
      />
      <ConfirmDialog
        open={deleting !== null}
        onClose={() => setDeleting(null)}
        title={`Delete ${deleting?.name ?? ""}?`}
        action="Delete connection"
        onConfirm={() => (deleting ? remove(deleting) : Promise.resolve())}
      >
        <p>
          Agents with a model of this connection can no longer reply, except with their fallback models. Its key is
          erased.
        </p>
      </ConfirmDialog>
    </Card>
  );
}
