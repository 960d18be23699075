import { getRouteApi } from "@tanstack/react-router";
import { MessagesSquare } from "lucide-react";
import { useList } from "../../api/list";
import type { InteractionRow } from "../../api/types";
import { Button, Card, EmptyState, ErrorNote, Page, Pager, SkeletonLines } from "../../kit";
import { ConversationList } from "../../shared/conversations/ConversationList";
import { ConversationFilters } from "./ConversationFilters";

const route = getRouteApi("/member/p/$projectId/conversations");

/** All conversations of a project. */
export function ConversationsPage() {
  const { projectId } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { agent, user, rating, failed, live, from, to } = search;
  const list = useList<InteractionRow>(projectId, "/interactions", {
    query: { agent_id: agent, user_id: user, rating, failed, live_mode: live, from, to },
  });
  const filtered = Object.values(search).some((value) => value !== undefined);
  return (
    <Page title="Conversations" description="All conversations between users and agents, newest first.">
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
              filtered && (
                <Button onClick={() => navigate({ search: {}, replace: true })}>Show all conversations</Button>
              )
            }
          >
            {filtered ? "Try removing some filters." : "Conversations from your app and the playground appear here."}
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
