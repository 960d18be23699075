import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { del, get } from "../../api/call";
import { below, keys } from "../../api/keys";
import type { Deletion, User } from "../../api/types";
import { ConfirmDialog, ErrorNote, plural, Spinner, toast } from "../../kit";
import { nameOf } from "../../shared/users/user";

export interface DeleteUserDialogProps {
  projectId: string;
  user: User;
  open: boolean;
  onClose: () => void;
}

/** Erases a user, after saying what goes with them. */
export function DeleteUserDialog({ projectId, user, open, onClose }: DeleteUserDialogProps) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const path = `/users/${encodeURIComponent(user.id)}`;
  const counts = useQuery({
    queryKey: keys.of(projectId, `${path}/deletion`),
    queryFn: ({ signal }) => get<Deletion>(below(projectId, `${path}/deletion`), {}, signal),
    enabled: open,
    staleTime: 0,
  });
  async function erase() {
    await del(below(projectId, path));
    toast.done(`${nameOf(user)} was deleted.`);
    await navigate({ to: "/p/$projectId/users", params: { projectId } });
    queries.removeQueries({ queryKey: keys.of(projectId, path) });
    await queries.invalidateQueries({ queryKey: keys.project(projectId) });
  }
  return (
    <ConfirmDialog
      open={open}
      onClose={onClose}
      title={`Delete ${nameOf(user)}?`}
      action="Delete user"
      name={user.external_id}
      onConfirm={erase}
    >
      {counts.error ? (
        <ErrorNote
          error={counts.error}
          title="What goes with this user could not be counted"
          onRetry={counts.refetch}
        />
      ) : (
        <p>
          With the user{" "}
          {counts.data ? (
            <strong className="font-semibold text-text">
              {plural(counts.data.interactions, "conversation")} with {plural(counts.data.messages, "message")}
            </strong>
          ) : (
            <>
              <Spinner className="inline" /> their conversations
            </>
          )}{" "}
          are erased. This cannot be undone; an export made before is the only copy.
        </p>
      )}
      <p>If this person writes again, they begin anew.</p>
    </ConfirmDialog>
  );
}
