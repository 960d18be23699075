import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ArrowLeft, Download, FlaskConical, Trash2 } from "lucide-react";
import { useState } from "react";
import { apiUrl, get } from "../../api/call";
import { keys, projectPath } from "../../api/keys";
import { useProject, whyNot } from "../../api/project";
import type { User } from "../../api/types";
import { Button, buttonClass, ErrorNote, Loading, Page, Stack } from "../../kit";
import { TestBadge, userName } from "../../shared/users/user";
import { DeleteUserDialog } from "./DeleteUserDialog";
import { UserCard } from "./UserCard";
import { UserConversations } from "./UserConversations";

const route = getRouteApi("/member/p/$projectId/users/$userId");

/** One user: details and conversations, with export and deletion. */
export function UserPage() {
  const { projectId, userId } = route.useParams();
  const { role } = useProject(projectId);
  const [deleting, setDeleting] = useState(false);
  const path = `/users/${encodeURIComponent(userId)}`;
  const found = useQuery({
    queryKey: keys.of(projectId, path),
    queryFn: ({ signal }) => get<User>(projectPath(projectId, path), {}, signal),
  });
  const back = (
    <Link
      to="/p/$projectId/users"
      params={{ projectId }}
      className="inline-flex items-center gap-1 rounded hover:text-text"
    >
      <ArrowLeft aria-hidden size={14} />
      Users
    </Link>
  );
  if (!found.data) {
    return (
      <Page title="User" above={back}>
        {found.error ? (
          <ErrorNote error={found.error} title="Could not load the user" onRetry={found.refetch} />
        ) : (
          <Loading />
        )}
      </Page>
    );
  }
  const user = found.data;
  const reason = whyNot(role, "developer");
  return (
    <Page
      title={userName(user)}
      above={back}
      beside={<TestBadge user={user} />}
      description={reason}
      actions={
        <>
          {!user.live_mode && !reason && (
            <Link
              to="/p/$projectId/playground"
              params={{ projectId }}
              search={{ user: user.id }}
              className={buttonClass()}
            >
              <FlaskConical aria-hidden size={15} />
              Playground
            </Link>
          )}
          {!reason ? (
            <a
              href={apiUrl(projectPath(projectId, `${path}/export`))}
              download
              className={buttonClass()}
              title="Download all data about this user as JSON"
            >
              <Download aria-hidden size={15} />
              Export
            </a>
          ) : (
            <Button icon={Download} disabled title={reason}>
              Export
            </Button>
          )}
          <Button variant="danger" icon={Trash2} onClick={() => setDeleting(true)} disabled={!!reason} title={reason}>
            Delete…
          </Button>
        </>
      }
    >
      <Stack>
        <UserCard key={user.updated_at} projectId={projectId} user={user} role={role} />
        <UserConversations projectId={projectId} user={user} />
      </Stack>
      <DeleteUserDialog projectId={projectId} user={user} open={deleting} onClose={() => setDeleting(false)} />
    </Page>
  );
}
