import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { get } from "../../api/call";
import { keys, projectPath } from "../../api/keys";
import type { InteractionRow } from "../../api/types";
import { count, dateTime, dollars, ErrorNote, Loading, Page, plural } from "../../kit";
import { ConversationBadges, titleOf } from "../../shared/conversations/ConversationList";
import { useMessages } from "../../shared/conversations/useMessages";
import { userName } from "../../shared/users/user";
import { ConversationActions } from "./ConversationActions";
import { Transcript } from "./Transcript";
import { useBranch } from "./useBranch";

const route = getRouteApi("/member/p/$projectId/conversations/$interactionId");

/** One conversation, updated live. */
export function ConversationPage() {
  const { projectId, interactionId } = route.useParams();
  const path = `/interactions/${encodeURIComponent(interactionId)}`;
  const found = useQuery({
    queryKey: keys.of(projectId, path),
    queryFn: ({ signal }) => get<InteractionRow>(projectPath(projectId, path), {}, signal),
    refetchInterval: 15_000,
  });
  const messages = useMessages(projectId, interactionId);
  const branch = useBranch(messages.data?.messages);
  const back = (
    <Link
      to="/p/$projectId/conversations"
      params={{ projectId }}
      className="inline-flex items-center gap-1 rounded hover:text-text"
    >
      <ArrowLeft aria-hidden size={14} />
      Conversations
    </Link>
  );
  if (!found.data) {
    return (
      <Page title="Conversation" above={back}>
        {found.error ? (
          <ErrorNote error={found.error} title="Could not load the conversation" onRetry={found.refetch} />
        ) : (
          <Loading />
        )}
      </Page>
    );
  }
  const row = found.data;
  const title = titleOf(row);
  return (
    <Page
      title={title.length > 90 ? `${title.slice(0, 90)}…` : title}
      above={back}
      beside={<ConversationBadges row={row} />}
      description={
        <>
          <Link
            to="/p/$projectId/users/$userId"
            params={{ projectId, userId: row.user_id }}
            className="font-medium text-accent-text hover:underline"
          >
            {userName(row.user)}
          </Link>
          {" with "}
          <Link
            to="/p/$projectId/agents/$agentId"
            params={{ projectId, agentId: row.agent_id }}
            className="font-medium text-accent-text hover:underline"
          >
            {row.agent_name || "Unnamed agent"}
          </Link>
          {` · started ${dateTime(row.created_at)}`}
          {messages.data && <Totals messages={messages.data.messages} />}
        </>
      }
      actions={
        messages.data && (
          <ConversationActions projectId={projectId} row={row} messages={messages.data.messages} steps={branch.steps} />
        )
      }
    >
      {messages.data ? (
        <>
          {messages.error && <ErrorNote error={messages.error} title="Could not load new messages" className="mb-4" />}
          <Transcript projectId={projectId} row={row} branch={branch} />
        </>
      ) : messages.error ? (
        <ErrorNote error={messages.error} title="Could not load messages" onRetry={messages.refetch} />
      ) : (
        <Loading />
      )}
    </Page>
  );
}

/** Totals over all branches. */
function Totals({
  messages,
}: {
  messages: readonly { cost: number | null; usage: { input_tokens: number; output_tokens: number } | null }[];
}) {
  const [tokens, cost] = messages.reduce(
    ([tokens, cost], message) => [
      tokens + (message.usage ? message.usage.input_tokens + message.usage.output_tokens : 0),
      cost + (message.cost ?? 0),
    ],
    [0, 0],
  );
  return <>{` · ${plural(messages.length, "message")} · ${count(tokens)} tokens · ${dollars(cost)}`}</>;
}
