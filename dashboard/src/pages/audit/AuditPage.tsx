import { ScrollText } from "lucide-react";
import { useList } from "../../api/list";
import type { AuditEntry } from "../../api/types";
import { Button, Card, EmptyState, ErrorNote, Page, Pager, SkeletonLines } from "../../kit";
import { auditRoute } from "../../routes/project";
import { AuditFilters } from "./AuditFilters";
import { AuditRow } from "./AuditRow";

/** What was done to settings: who, when, what changed, from where. */
export function AuditPage() {
  const { projectId } = auditRoute.useParams();
  const search = auditRoute.useSearch();
  const navigate = auditRoute.useNavigate();
  const { actor, action, from, to } = search;
  const list = useList<AuditEntry>(projectId, "/audit", { query: { actor_id: actor, action, from, to } });
  const filtered = Object.values(search).some((value) => value !== undefined);
  return (
    <Page title="Audit log" description="What members and keys did to the settings of this project.">
      <AuditFilters
        projectId={projectId}
        search={search}
        onChange={(next) => navigate({ search: next, replace: true })}
      />
      <Card flush>
        {list.error && !list.data ? (
          <ErrorNote
            error={list.error}
            title="The audit log could not be loaded"
            onRetry={list.refetch}
            className="m-4"
          />
        ) : list.isPending ? (
          <SkeletonLines />
        ) : list.items.length === 0 ? (
          <EmptyState
            icon={ScrollText}
            title={filtered ? "Nothing fits" : "Nothing was done yet"}
            action={
              filtered && <Button onClick={() => navigate({ search: {}, replace: true })}>Clear the filters</Button>
            }
          >
            {filtered
              ? "No entry has all that you look for."
              : "Each change to settings, keys, members and agents is listed here, with who made it."}
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
