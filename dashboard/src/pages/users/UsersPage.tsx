import { getRouteApi, Link } from "@tanstack/react-router";
import { Plus, Users } from "lucide-react";
import { useList } from "../../api/list";
import { useProject, whyNot } from "../../api/project";
import type { UserRow } from "../../api/types";
import {
  Button,
  Card,
  type Column,
  count,
  EmptyState,
  ErrorNote,
  Page,
  Pager,
  ROW_LINK,
  SearchField,
  Select,
  SkeletonLines,
  Table,
  Time,
} from "../../kit";
import { TestBadge, userName } from "../../shared/users/user";
import { NewUserDialog } from "./NewUserDialog";

const route = getRouteApi("/member/p/$projectId/users");

const MODES = [
  { value: "", label: "All users" },
  { value: "true", label: "Live users" },
  { value: "false", label: "Test users" },
];

/** The people who chat with the project's agents. */
export function UsersPage() {
  const { projectId } = route.useParams();
  const { query, live, new: creating } = route.useSearch();
  const navigate = route.useNavigate();
  const { role } = useProject(projectId);
  const reason = whyNot(role, "developer");
  const list = useList<UserRow>(projectId, "/users", { query: { query, live_mode: live } });
  const filtered = query !== undefined || live !== undefined;
  const setCreating = (open: boolean) =>
    navigate({ search: (search) => ({ ...search, new: open || undefined }), replace: true });
  const button = (
    <Button variant="primary" icon={Plus} onClick={() => setCreating(true)} disabled={!!reason} title={reason}>
      New user
    </Button>
  );
  return (
    <Page title="Users" description={`The people who chat with your agents. ${reason ?? ""}`} actions={button}>
      <div className="mb-4 flex flex-wrap gap-3">
        <SearchField
          className="min-w-52 flex-1"
          label="Search users"
          placeholder="Search by external ID or name"
          value={query ?? ""}
          onChange={(next) =>
            navigate({ search: (search) => ({ ...search, query: next || undefined }), replace: true })
          }
        />
        <Select
          className="sm:w-48"
          aria-label="User type"
          value={live === undefined ? "" : String(live)}
          onChange={(next) =>
            navigate({
              search: (search) => ({ ...search, live: next === "" ? undefined : next === "true" }),
              replace: true,
            })
          }
          options={MODES}
        />
      </div>
      <Card flush>
        {list.error && !list.data ? (
          <ErrorNote error={list.error} title="Could not load users" onRetry={list.refetch} className="m-4" />
        ) : list.isPending ? (
          <SkeletonLines />
        ) : list.items.length === 0 ? (
          <EmptyState
            icon={Users}
            title={filtered ? "No matching users" : "No users yet"}
            action={
              filtered ? (
                <Button onClick={() => navigate({ search: {}, replace: true })}>Show all users</Button>
              ) : undefined
            }
          >
            {filtered
              ? "Search matches the beginning of words in the external ID and name."
              : "Users appear here automatically when they first message an agent. You can also create them here or with the Admin API."}
          </EmptyState>
        ) : (
          <>
            <Table label="Users" columns={columns(projectId)} rows={list.items} rowKey={(user) => user.id} />
            <Pager {...list} />
          </>
        )}
      </Card>
      <NewUserDialog projectId={projectId} open={creating === true} onClose={() => setCreating(false)} />
    </Page>
  );
}

function columns(projectId: string): Column<UserRow>[] {
  return [
    {
      head: "User",
      whole: true,
      className: "sm:max-w-0 sm:w-1/2",
      cell: (user) => (
        <span className="flex min-w-0 items-center gap-2">
          <span className="min-w-0">
            <Link
              to="/p/$projectId/users/$userId"
              params={{ projectId, userId: user.id }}
              className={`${ROW_LINK} block truncate`}
            >
              {userName(user)}
            </Link>
            {userName(user) !== user.external_id && (
              <span className="block truncate font-mono text-sm text-soft">{user.external_id}</span>
            )}
          </span>
          <TestBadge user={user} />
        </span>
      ),
    },
    { head: "Conversations", number: true, cell: (user) => count(user.interaction_count) },
    { head: "Messages", number: true, cell: (user) => count(user.message_count) },
    { head: "Last active", cell: (user) => (user.last_active_at === null ? "–" : <Time at={user.last_active_at} />) },
    { head: "Created", cell: (user) => <Time at={user.created_at} />, minor: true },
  ];
}
