import { Link } from "@tanstack/react-router";
import { Radar } from "lucide-react";
import { EmptyState, ErrorNote, SkeletonLines, Stack } from "../../kit";
import { useMessages } from "../../shared/conversations/useMessages";
import { ReplyCard } from "./ReplyCard";

/** How each reply of a conversation came to be, newest first. */
export function Inspector({ projectId, interactionId }: { projectId: string; interactionId: string | undefined }) {
  if (interactionId === undefined) return <Nothing />;
  return <Replies key={interactionId} projectId={projectId} interactionId={interactionId} />;
}

function Replies({ projectId, interactionId }: { projectId: string; interactionId: string }) {
  const { data, error, refetch } = useMessages(projectId, interactionId);
  if (error && !data) return <ErrorNote error={error} title="The conversation could not be loaded" onRetry={refetch} />;
  if (!data) return <SkeletonLines />;
  const replies = data.messages.filter(({ sent_by }) => sent_by === "agent").reverse();
  if (replies.length === 0) return <Nothing />;
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
          The whole conversation
        </Link>
      </p>
    </Stack>
  );
}

function Nothing() {
  return (
    <EmptyState icon={Radar} title="No reply yet">
      Write something: for each reply you see here what the model was sent, how long it took and what it cost.
    </EmptyState>
  );
}
