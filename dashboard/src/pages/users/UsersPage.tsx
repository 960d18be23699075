import { Link } from "@tanstack/react-router";
import { Plus, Users } from "lucide-react";
import { useList } from "../../api/list";
import { useProject, whyNot } from "../../api/project";
import type { User } from "../../api/types";
import {
  Button,
  Card,
  type Column,
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
import { usersRoute } from "../../routes/activity";
import { NewUserDialog } from "./NewUserDialog";
import { nameOf, TestBadge } from "../../shared/users/user";

const MODES = [
  { value: "", label: "All users" },
  { value: "true", label: "Live users" },
  { value: "false", label: "Test users" },
];

/** The people who talk to the project's agents. */
export function UsersPage() {
  const { projectId } = usersRoute.useParams();
  const { query, live, new: making } = usersRoute.useSearch();
  const navigate = usersRoute.useNavigate();
  const { role } = useProject(projectId);
  const reason = whyNot(role, "developer");
  const list = useList<User>(projectId, "/users", { query: { query, live_mode: live } });
  const filtered = query !== undefined || live !== undefined;
  const make = (open: boolean) =>
    navigate({ search: (search) => ({ ...search, new: open || undefined }), replace: true });
  const button = (
    <Button look="primary" icon={Plus} onClick={() => make(true)} disabled={!!reason} title={reason}>
      New user
    </Button>
  );
  return (
    <Page
      title="Users"
      description={`The people who talk to the agents of this project. ${reason ?? ""}`}
      actions={button}
    >
      <div className="mb-4 flex flex-wrap gap-3">
        <SearchField
          className="min-w-52 flex-1"
          label="Search users"
          placeholder="Beginning of an external ID or a name"
          value={query ?? ""}
          onChange={(next) =>
            navigate({ search: (search) => ({ ...search, query: next || undefined }), replace: true })
          }
        />
        <Select
          className="sm:w-48"
          aria-label="Which users"
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
          <ErrorNote error={list.error} title="The users could not be loaded" onRetry={list.refetch} className="m-4" />
        ) : list.isPending ? (
          <SkeletonLines />
        ) : list.items.length === 0 ? (
          <EmptyState
            icon={Users}
            title={filtered ? "Nobody fits" : "No users yet"}
            action={
              filtered ? (
                <Button onClick={() => navigate({ search: {}, replace: true })}>Show all users</Button>
              ) : undefined
            }
          >
            {filtered
              ? "Each word that you type must begin a word of the external ID or of the name."
              : "Users appear by themselves when they first write to an agent. You can also make one here, or your backend can, with the Admin API."}
          </EmptyState>
        ) : (
          <>
            <Table label="Users" columns={columns(projectId)} rows={list.items} rowKey={(user) => user.id} />
            <Pager {...list} />
          </>
        )}
      </Card>
      <NewUserDialog projectId={projectId} open={making === true} onClose={() => make(false)} />
    </Page>
  );
}

function columns(projectId: string): Column<User>[] {
  return [
    {
      head: "User",
      whole: true,
      className: "sm:max-w-0 sm:w-1/2",
      cell: (user) => (
        <span className="flex min-w-0 items-center gap-2">
          <Link
            to="/p/$projectId/users/$userId"
            params={{ projectId, userId: user.id }}
            className={`${ROW_LINK} truncate`}
          >
            {nameOf(user)}
          </Link>
          <TestBadge user={user} />
        </span>
      ),
    },
    {
      head: "External ID",
      className: "sm:max-w-0 sm:w-1/3",
      cell: (user) => <span className="block min-w-0 truncate font-mono text-sm text-soft">{user.external_id}</span>,
    },
    { head: "Created", cell: (user) => <Time at={user.created_at} /> },
  ];
}
