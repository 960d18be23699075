import { Link } from "@tanstack/react-router";
import { MessagesSquare } from "lucide-react";
import { useList } from "../../api/list";
import type { InteractionRow, User } from "../../api/types";
import { buttonClass, Card, EmptyState, ErrorNote, Pager, SkeletonLines } from "../../kit";
import { ConversationList } from "../../shared/conversations/ConversationList";

/** The user's conversations. */
export function UserConversations({ projectId, user }: { projectId: string; user: User }) {
  const list = useList<InteractionRow>(projectId, "/interactions", { query: { user_id: user.id }, limit: 20 });
  return (
    <Card
      flush
      title="Conversations"
      actions={
        list.items.length > 0 && (
          <Link
            to="/p/$projectId/conversations"
            params={{ projectId }}
            search={{ user: user.id }}
            className={buttonClass("plain")}
          >
            View all
          </Link>
        )
      }
    >
      {list.error && !list.data ? (
        <ErrorNote error={list.error} title="Could not load conversations" onRetry={list.refetch} className="m-4" />
      ) : list.isPending ? (
        <SkeletonLines />
      ) : list.items.length === 0 ? (
        <EmptyState icon={MessagesSquare} title="No conversations yet">
          This user has not chatted with an agent, or has deleted their conversations.
        </EmptyState>
      ) : (
        <>
          <ConversationList projectId={projectId} rows={list.items} hideUser />
          <Pager {...list} />
        </>
      )}
    </Card>
  );
}
