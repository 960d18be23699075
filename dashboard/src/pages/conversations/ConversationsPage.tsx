import { MessagesSquare } from "lucide-react";
import { useList } from "../../api/list";
import type { InteractionRow } from "../../api/types";
import { Button, Card, EmptyState, ErrorNote, Page, Pager, SkeletonLines } from "../../kit";
import { conversationsRoute } from "../../routes/activity";
import { ConversationFilters } from "./ConversationFilters";
import { ConversationList } from "../../shared/conversations/ConversationList";

/** All that users and agents said to each other. */
export function ConversationsPage() {
  const { projectId } = conversationsRoute.useParams();
  const search = conversationsRoute.useSearch();
  const navigate = conversationsRoute.useNavigate();
  const { agent, user, rating, failed, live, from, to } = search;
  const list = useList<InteractionRow>(projectId, "/interactions", {
    query: { agent_id: agent, user_id: user, rating, failed, live_mode: live, from, to },
  });
  const filtered = Object.values(search).some((value) => value !== undefined);
  return (
    <Page title="Conversations" description="What users and agents said to each other, newest first.">
      <ConversationFilters
        projectId={projectId}
        search={search}
        onChange={(next) => navigate({ search: next, replace: true })}
      />
      <Card flush>
        {list.error && !list.data ? (
          <ErrorNote
            error={list.error}
            title="The conversations could not be loaded"
            onRetry={list.refetch}
            className="m-4"
          />
        ) : list.isPending ? (
          <SkeletonLines />
        ) : list.items.length === 0 ? (
          <EmptyState
            icon={MessagesSquare}
            title={filtered ? "No conversation fits" : "No conversations yet"}
            action={
              filtered && (
                <Button onClick={() => navigate({ search: {}, replace: true })}>Show all conversations</Button>
              )
            }
          >
            {filtered
              ? "No conversation has all that you look for."
              : "They appear here as soon as somebody talks to an agent: in your app, or you in the playground."}
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
