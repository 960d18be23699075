import { Link } from "@tanstack/react-router";
import { useList } from "../../api/list";
import type { InteractionRow } from "../../api/types";
import { buttonClass, Card, ErrorNote, SkeletonLines } from "../../kit";
import { ConversationList } from "../../shared/conversations/ConversationList";

/** The last conversations, or the last with replies that failed. */
export function LatestConversations({ projectId, failed }: { projectId: string; failed?: boolean }) {
  const query = failed ? { failed: true } : {};
  const list = useList<InteractionRow>(projectId, "/interactions", { query, limit: 5 });
  return (
    <Card
      flush
      title={failed ? "Latest failures" : "Latest conversations"}
      actions={
        list.items.length > 0 && (
          <Link
            to="/p/$projectId/conversations"
            params={{ projectId }}
            search={query}
            className={buttonClass("plain")}
            aria-label={failed ? "All conversations with failures" : "All conversations"}
          >
            All
          </Link>
        )
      }
    >
      {list.error && !list.data ? (
        <ErrorNote error={list.error} title="They could not be loaded" onRetry={list.refetch} className="m-4" />
      ) : list.isPending ? (
        <SkeletonLines />
      ) : list.items.length === 0 ? (
        <p className="px-4 py-8 text-center text-soft">
          {failed ? "No reply has failed." : "Nobody has talked to an agent yet."}
        </p>
      ) : (
        <ConversationList projectId={projectId} rows={list.items} compact />
      )}
    </Card>
  );
}
