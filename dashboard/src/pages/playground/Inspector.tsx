import { Link } from "@tanstack/react-router";
import { Radar } from "lucide-react";
import { EmptyState, ErrorNote, SkeletonLines, Stack } from "../../kit";
import { useMessages } from "../../shared/conversations/useMessages";
import { ReplyCard } from "./ReplyCard";

/** The requests behind the replies of a conversation, newest first. */
export function Inspector({ projectId, interactionId }: { projectId: string; interactionId: string | undefined }) {
  if (interactionId === undefined) return <NoReplies />;
  return <Replies key={interactionId} projectId={projectId} interactionId={interactionId} />;
}

function Replies({ projectId, interactionId }: { projectId: string; interactionId: string }) {
  const { data, error, refetch } = useMessages(projectId, interactionId);
  if (error && !data) return <ErrorNote error={error} title="Could not load the conversation" onRetry={refetch} />;
  if (!data) return <SkeletonLines />;
  const replies = data.messages.filter(({ sent_by }) => sent_by === "agent").reverse();
  if (replies.length === 0) return <NoReplies />;
  return (
    <Stack className="gap-3!">
      {replies.map((message, at) => (
        <ReplyCard key={message.id} projectId={projectId} message={message} open={at === 0} />
      ))}
      <p className="text-sm text-soft">
        <Link
          to="/p/$projectId/conversations/$interactionId"
          params={{ projectId, interactionId }}
          className="underline hover:text-text"
        >
          View full conversation
        </Link>
      </p>
    </Stack>
  );
}

function NoReplies() {
  return (
    <EmptyState icon={Radar} title="No replies yet">
      Send a message to see each request to the model, with its latency and cost.
    </EmptyState>
  );
}
