import { getRouteApi } from "@tanstack/react-router";
import { MessagesSquare } from "lucide-react";
import { useEffect } from "react";
import { useList } from "../../api/list";
import type { InteractionRow } from "../../api/types";
import { Button, Card, EmptyState, ErrorNote, Page, Pager, SkeletonLines } from "../../kit";
import { ConversationList } from "../../shared/conversations/ConversationList";
import { ConversationFilters } from "./ConversationFilters";
import { ExportMenu } from "./ExportMenu";
import { conversationsQuery, lastSearch } from "./search";

const route = getRouteApi("/member/p/$projectId/conversations");

/** All conversations of a project. */
export function ConversationsPage() {
  const { projectId } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const list = useList<InteractionRow>(projectId, "/interactions", {
    query: conversationsQuery(search),
  });
  useEffect(() => lastSearch.set(projectId, search), [projectId, search]);
  const filtered = Object.values(search).some((value) => value !== undefined);
  return (
    <Page
      title="Conversations"
      description="Conversations between users and agents, newest first."
      actions={<ExportMenu projectId={projectId} search={search} />}
    >
      <ConversationFilters
        projectId={projectId}
        search={search}
        onChange={(next) => navigate({ search: next, replace: true })}
      />
      <Card flush>
        {list.error && !list.data ? (
          <ErrorNote error={list.error} title="Could not load conversations" onRetry={list.refetch} className="m-4" />
        ) : list.isPending ? (
          <SkeletonLines />
        ) : list.items.length === 0 ? (
          <EmptyState
            icon={MessagesSquare}
            title={filtered ? "No matching conversations" : "No conversations yet"}
            action={
              <>
                {filtered && <Button onClick={() => navigate({ search: {}, replace: true })}>Clear filters</Button>}
                {search.users === undefined && search.user === undefined && (
                  <Button onClick={() => navigate({ search: { ...search, users: "all" }, replace: true })}>
                    Include test users
                  </Button>
                )}
              </>
            }
          >
            {filtered
              ? "Try removing some filters."
              : "Conversations of your users appear here. Those from the playground are of test users."}
          </EmptyState>
        ) : (
          <>
            <ConversationList projectId={projectId} rows={list.items} />
            <Pager {...list} />
          </>
        )}
      </Card>
    </Page>
  );
}
