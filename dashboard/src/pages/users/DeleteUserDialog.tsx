import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { del, get } from "../../api/call";
import { keys, projectPath } from "../../api/keys";
import type { Deletion, User } from "../../api/types";
import { ConfirmDialog, ErrorNote, plural, Spinner, toast } from "../../kit";
import { userName } from "../../shared/users/user";

export interface DeleteUserDialogProps {
  projectId: string;
  user: User;
  open: boolean;
  onClose: () => void;
}

/** Deletes a user after showing how much data will be deleted. */
export function DeleteUserDialog({ projectId, user, open, onClose }: DeleteUserDialogProps) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const path = `/users/${encodeURIComponent(user.id)}`;
  const counts = useQuery({
    queryKey: keys.of(projectId, `${path}/deletion`),
    queryFn: ({ signal }) => get<Deletion>(projectPath(projectId, `${path}/deletion`), {}, signal),
    enabled: open,
    staleTime: 0,
  });
  async function remove() {
    await del(projectPath(projectId, path));
    toast.done(`${userName(user)} deleted`);
    await navigate({ to: "/p/$projectId/users", params: { projectId } });
    queries.removeQueries({ queryKey: keys.of(projectId, path) });
    await queries.invalidateQueries({ queryKey: keys.project(projectId) });
  }
  return (
    <ConfirmDialog
      open={open}
      onClose={onClose}
      title={`Delete ${userName(user)}?`}
      action="Delete user"
      name={user.external_id}
      onConfirm={remove}
    >
      {counts.error ? (
        <ErrorNote error={counts.error} title="Could not count this user’s conversations" onRetry={counts.refetch} />
      ) : (
        <p>
          This permanently deletes the user and{" "}
          {counts.data ? (
            <strong className="font-semibold text-text">
              {plural(counts.data.interactions, "conversation")} with {plural(counts.data.messages, "message")}
            </strong>
          ) : (
            <>
              <Spinner className="inline" /> their conversations
            </>
          )}
          . This cannot be undone. Export the data first if you need a copy.
        </p>
      )}
      <p>If they return, they start fresh.</p>
    </ConfirmDialog>
  );
}
