import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ArrowLeft, FlaskConical } from "lucide-react";
import { get } from "../../api/call";
import { keys, projectPath } from "../../api/keys";
import type { InteractionRow, MonitoredMessage } from "../../api/types";
import { buttonClass, count, dateTime, ErrorNote, Loading, Page, plural } from "../../kit";
import { ConversationBadges, titleOf } from "../../shared/conversations/ConversationList";
import { useMessages } from "../../shared/conversations/useMessages";
import { costText, costTitle, sumOf } from "../../shared/prices/cost";
import { UnknownCost } from "../../shared/prices/UnknownCost";
import { userName } from "../../shared/users/user";
import { ConversationActions } from "./ConversationActions";
import { Neighbors } from "./Neighbors";
import { lastSearch } from "./search";
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
      search={lastSearch.get(projectId)}
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
          {messages.data && <Totals projectId={projectId} messages={messages.data.messages} />}
        </>
      }
      actions={
        <>
          <Neighbors projectId={projectId} interactionId={interactionId} />
          {!row.user.live_mode && (
            <Link
              to="/p/$projectId/playground"
              params={{ projectId }}
              search={{ agent: row.agent_id, user: row.user_id }}
              className={buttonClass()}
            >
              <FlaskConical aria-hidden size={15} />
              Playground
            </Link>
          )}
          {messages.data && (
            <ConversationActions
              projectId={projectId}
              row={row}
              messages={messages.data.messages}
              steps={branch.steps}
            />
          )}
        </>
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
function Totals({ projectId, messages }: { projectId: string; messages: readonly MonitoredMessage[] }) {
  const tokens = messages.reduce((sum, { usage }) => sum + (usage ? usage.input_tokens + usage.output_tokens : 0), 0);
  const cost = sumOf(messages);
  const unpriced = messages.find((message) => message.cost === null && message.usage)?.model;
  return (
    <>
      {` · ${plural(messages.length, "message")} · ${count(tokens)} tokens · `}
      {cost.cost === 0 && unpriced ? (
        <>
          cost <UnknownCost projectId={projectId} model={unpriced} />
        </>
      ) : (
        <span title={costTitle(cost)}>{costText(cost)}</span>
      )}
    </>
  );
}
