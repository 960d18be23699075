import { useQueryClient } from "@tanstack/react-query";
import { Pencil, Plug, Plus, Trash2, Unplug } from "lucide-react";
import { useState } from "react";
import { del, post } from "../../api/call";
import { keys, projectPath } from "../../api/keys";
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
import { KINDS } from "../../shared/connections/kinds";
import { ConnectionDialog } from "./ConnectionDialog";
import { TestDialog } from "./ConnectionTestResult";

export function ConnectionsTab({ project }: { project: Project }) {
  const [editing, setEditing] = useState<Connection | "new" | null>(null);
  const [testing, setTesting] = useState<Connection | null>(null);
  const [deleting, setDeleting] = useState<Connection | null>(null);
  const queries = useQueryClient();
  const list = useList<Connection>(project.id, "/connections");
  const reason = whyNot(project.role, "developer");
  const path = (connection: Connection) =>
    `${projectPath(project.id)}/connections/${encodeURIComponent(connection.id)}`;

  async function remove(connection: Connection) {
    await del<Connection>(path(connection));
    await Promise.all([
      queries.invalidateQueries({ queryKey: keys.of(project.id, "/connections") }),
      queries.invalidateQueries({ queryKey: keys.of(project.id, "/models") }),
    ]);
    toast.done(`${connection.name} deleted`);
  }

  const columns: Column<Connection>[] = [
    {
      head: "Name",
      whole: true,
      cell: (connection) => (
        <span className="flex flex-wrap items-center gap-2">
          <code className="font-mono text-sm font-medium">{connection.name}</code>
          {connection.source === "server" && (
            <Badge title="From the server configuration. Available to every project.">Server</Badge>
          )}
        </span>
      ),
    },
    { head: "Provider", cell: (connection) => KINDS[connection.kind].label },
    {
      head: "Base URL",
      cell: (connection) => (
        <span className="text-sm text-soft">{connection.base_url || KINDS[connection.kind].baseUrl || "—"}</span>
      ),
    },
    {
      head: "API key",
      cell: (connection) => (connection.has_key ? <Badge variant="good">Set</Badge> : <Badge>None</Badge>),
    },
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
    <Button variant="primary" icon={Plus} onClick={() => setEditing("new")} disabled={!!reason} title={reason}>
      New connection
    </Button>
  );
  const hasProjectConnection = list.items.some((connection) => connection.source === "project");

  return (
    <Card
      flush
      title="Provider connections"
      description={`Providers whose models your agents can use. Model names start with the connection, as in “anthropic.claude-sonnet-4-5”. ${reason ?? ""}`}
      actions={button}
    >
      {list.error && !list.data ? (
        <ErrorNote error={list.error} title="Could not load connections" onRetry={list.refetch} className="m-4" />
      ) : list.isPending ? (
        <SkeletonLines count={3} />
      ) : (
        <>
          {!hasProjectConnection && (
            <EmptyState icon={list.items.length > 0 ? Plug : Unplug} title="No project connections yet">
              {list.items.length > 0
                ? "The server connections below are available to every project. Add a connection to use your own API key."
                : "Agents need a model to reply. Add a provider you have an API key for."}
            </EmptyState>
          )}
          {list.items.length > 0 && (
            <div className={hasProjectConnection ? "" : "border-t"}>
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
          Agents using this connection’s models can no longer reply, except with their fallback models. The API key is
          deleted.
        </p>
      </ConfirmDialog>
    </Card>
  );
}
