import { getRouteApi } from "@tanstack/react-router";
import { MessagesSquare } from "lucide-react";
import { useEffect } from "react";
import { useList } from "../../api/list";
import type { InteractionRow } from "../../api/types";
import { Button, Card, EmptyState, ErrorNote, Page, Pager, SkeletonLines } from "../../kit";
import { ConversationList } from "../../shared/conversations/ConversationList";
import { ExportMenu, type ExportMenuProps } from "../../shared/export/ExportMenu";
import { ConversationFilters } from "./ConversationFilters";
import { conversationsQuery, lastSearch } from "./search";

const route = getRouteApi("/member/p/$projectId/conversations");

const FORMATS: ExportMenuProps["formats"] = [
  { format: "csv", label: "CSV, a row per message" },
  { format: "jsonl", label: "JSON Lines, a line per conversation" },
];

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
      actions={
        <ExportMenu
          projectId={projectId}
          path="/interactions/export"
          query={conversationsQuery(search)}
          title="Conversations in this list"
          formats={FORMATS}
        />
      }
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
            title={
              search.query
                ? `No conversation contains “${search.query}”`
                : filtered
                  ? "No matching conversations"
                  : "No conversations yet"
            }
            action={
              <>
                {filtered && (
                  <Button onClick={() => navigate({ search: {}, replace: true })}>
                    {search.query ? "Show all conversations" : "Clear filters"}
                  </Button>
                )}
                {search.users === undefined && search.user === undefined && (
                  <Button onClick={() => navigate({ search: { ...search, users: "all" }, replace: true })}>
                    Include test users
                  </Button>
                )}
              </>
            }
          >
            {search.query
              ? "One message, or the name, must have all words; a word matches by its beginning. New messages are found after a few seconds."
              : filtered
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
