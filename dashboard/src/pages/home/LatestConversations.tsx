import { Link } from "@tanstack/react-router";
import { useList } from "../../api/list";
import type { InteractionRow } from "../../api/types";
import { buttonClass, Card, ErrorNote, SkeletonLines } from "../../kit";
import { ConversationList } from "../../shared/conversations/ConversationList";

/** The most recent conversations, or those with failed replies. */
export function LatestConversations({ projectId, failed }: { projectId: string; failed?: boolean }) {
  const query = failed ? { failed: true } : {};
  const list = useList<InteractionRow>(projectId, "/interactions", { query, limit: 5 });
  return (
    <Card
      flush
      title={failed ? "Recent failures" : "Recent conversations"}
      actions={
        list.items.length > 0 && (
          <Link
            to="/p/$projectId/conversations"
            params={{ projectId }}
            search={query}
            className={buttonClass("plain")}
            aria-label={failed ? "View all conversations with failures" : "View all conversations"}
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
        <p className="px-4 py-8 text-center text-soft">{failed ? "No failed replies." : "No conversations yet."}</p>
      ) : (
        <ConversationList projectId={projectId} rows={list.items} compact />
      )}
    </Card>
  );
}
