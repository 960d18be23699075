import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { fieldError, otherError, post } from "../../api/call";
import { keys, projectPath } from "../../api/keys";
import type { User } from "../../api/types";
import { Actions, Button, Checkbox, Dialog, ErrorNote, Field, Input, toast } from "../../kit";
import { userName } from "../../shared/users/user";

export interface NewUserDialogProps {
  projectId: string;
  open: boolean;
  onClose: () => void;
}

export function NewUserDialog({ projectId, open, onClose }: NewUserDialogProps) {
  return (
    <Dialog open={open} onClose={onClose} title="New user">
      <NewUser projectId={projectId} onClose={onClose} />
    </Dialog>
  );
}

function NewUser({ projectId, onClose }: { projectId: string; onClose: () => void }) {
  const [user, setUser] = useState({ external_id: "", first_name: "", last_name: "", live_mode: true });
  const queries = useQueryClient();
  const navigate = useNavigate();
  const create = useMutation({
    mutationFn: () => post<User>(`${projectPath(projectId)}/users`, user),
    onSuccess: async (created) => {
      void queries.invalidateQueries({ queryKey: keys.of(projectId, "/users") });
      toast.done(`${userName(created)} created`);
      await navigate({ to: "/p/$projectId/users/$userId", params: { projectId, userId: created.id } });
    },
  });
  const change = (part: Partial<typeof user>) => setUser({ ...user, ...part });
  const error = otherError(create.error, "external_id", "first_name", "last_name");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate();
      }}
    >
      <div className="flex flex-col gap-4">
        <Field
          label="External ID"
          hint="The user’s ID in your own system. It cannot be changed later."
          error={fieldError(create.error, "external_id")}
        >
          <Input
            code
            value={user.external_id}
            onChange={(event) => change({ external_id: event.target.value })}
            required
            maxLength={256}
            autoComplete="off"
            spellCheck={false}
            autoFocus
          />
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="First name" optional error={fieldError(create.error, "first_name")}>
            <Input
              value={user.first_name}
              onChange={(event) => change({ first_name: event.target.value })}
              autoComplete="off"
            />
          </Field>
          <Field label="Last name" optional error={fieldError(create.error, "last_name")}>
            <Input
              value={user.last_name}
              onChange={(event) => change({ last_name: event.target.value })}
              autoComplete="off"
            />
          </Field>
        </div>
        <Checkbox
          checked={!user.live_mode}
          onChange={(test) => change({ live_mode: !test })}
          label="Test user"
          hint="For the playground and for testing. Test users are excluded from analytics. This cannot be changed later."
        />
      </div>
      {error !== null && <ErrorNote error={error} className="mt-4" />}
      <Actions>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" busy={create.isPending}>
          Create user
        </Button>
      </Actions>
    </form>
  );
}
