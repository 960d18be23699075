import { getRouteApi } from "@tanstack/react-router";
import { ScrollText } from "lucide-react";
import { useList } from "../../api/list";
import type { AuditEntry } from "../../api/types";
import { Button, Card, EmptyState, ErrorNote, Page, Pager, SkeletonLines } from "../../kit";
import { ExportMenu, type ExportMenuProps } from "../../shared/export/ExportMenu";
import { AuditFilters } from "./AuditFilters";
import { AuditRow } from "./AuditRow";
import { auditQuery } from "./search";

const route = getRouteApi("/member/p/$projectId/audit");

const FORMATS: ExportMenuProps["formats"] = [
  { format: "csv", label: "CSV, a row per event" },
  { format: "jsonl", label: "JSON Lines, a line per event" },
];

/** Changes to a project: actor, time, changes and origin. */
export function AuditPage() {
  const { projectId } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const list = useList<AuditEntry>(projectId, "/audit", { query: auditQuery(search) });
  const filtered = Object.values(search).some((value) => value !== undefined);
  return (
    <Page
      title="Audit log"
      description="Changes made to this project by members, keys, and the CLI."
      actions={
        <ExportMenu
          projectId={projectId}
          path="/audit/export"
          query={auditQuery(search)}
          title="Events in this list"
          formats={FORMATS}
        />
      }
    >
      <AuditFilters
        projectId={projectId}
        search={search}
        onChange={(next) => navigate({ search: next, replace: true })}
      />
      <Card flush>
        {list.error && !list.data ? (
          <ErrorNote error={list.error} title="Could not load the audit log" onRetry={list.refetch} className="m-4" />
        ) : list.isPending ? (
          <SkeletonLines />
        ) : list.items.length === 0 ? (
          <EmptyState
            icon={ScrollText}
            title={filtered ? "No matching events" : "No events yet"}
            action={filtered && <Button onClick={() => navigate({ search: {}, replace: true })}>Clear filters</Button>}
          >
            {filtered ? "Try removing some filters." : "Changes to settings, keys, members, and agents appear here."}
          </EmptyState>
        ) : (
          <>
            <ol className="divide-y divide-line">
              {list.items.map((entry) => (
                <AuditRow key={entry.id} entry={entry} />
              ))}
            </ol>
            <Pager {...list} />
          </>
        )}
      </Card>
    </Page>
  );
}
