import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { fieldError, otherError, post } from "../../api/call";
import { keys, projectPath } from "../../api/keys";
import type { User } from "../../api/types";
import { Actions, Button, Dialog, ErrorNote, Field, Input, toast } from "../../kit";
import { userName } from "../../shared/users/user";

export interface TestUserDialogProps {
  projectId: string;
  /** The user to edit, or "new"; `null` closes the dialog. */
  user: User | "new" | null;
  onClose: () => void;
  onSaved: (user: User) => void;
}

export function TestUserDialog(props: TestUserDialogProps) {
  const { user, onClose } = props;
  return (
    <Dialog
      open={user !== null}
      onClose={onClose}
      title={user === "new" ? "New test user" : "Edit test user"}
      description="Templates can use these names. Test users are excluded from analytics."
    >
      {user !== null && <TestUserForm {...props} user={user === "new" ? null : user} />}
    </Dialog>
  );
}

function TestUserForm({ projectId, user, onClose, onSaved }: TestUserDialogProps & { user: User | null }) {
  const [externalId, setExternalId] = useState("");
  const [first, setFirst] = useState(user?.first_name ?? "");
  const [last, setLast] = useState(user?.last_name ?? "");
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: () => {
      const names = { first_name: first.trim(), last_name: last.trim() };
      const path = projectPath(projectId, "/users");
      if (user) return post<User>(`${path}/${encodeURIComponent(user.id)}`, names);
      return post<User>(path, { external_id: externalId.trim(), ...names, live_mode: false });
    },
    onSuccess: (saved) => {
      queries.setQueryData(keys.of(projectId, `/users/${encodeURIComponent(saved.id)}`), saved);
      void queries.invalidateQueries({ queryKey: keys.of(projectId, "/users") });
      // Previews depend on the names.
      void queries.invalidateQueries({ queryKey: ["preview", projectId] });
      toast.done(`${userName(saved)} saved`);
      onSaved(saved);
      onClose();
    },
  });
  const error = otherError(save.error, "external_id", "first_name", "last_name");
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      {!user && (
        <Field
          label="External ID"
          error={fieldError(save.error, "external_id")}
          hint="Any ID that your app does not use."
        >
          <Input
            code
            value={externalId}
            onChange={(event) => setExternalId(event.target.value)}
            placeholder="test-user-1"
            required
            maxLength={256}
            autoComplete="off"
            spellCheck={false}
          />
        </Field>
      )}
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="First name" optional error={fieldError(save.error, "first_name")}>
          <Input value={first} onChange={(event) => setFirst(event.target.value)} maxLength={256} autoComplete="off" />
        </Field>
        <Field label="Last name" optional error={fieldError(save.error, "last_name")}>
          <Input value={last} onChange={(event) => setLast(event.target.value)} maxLength={256} autoComplete="off" />
        </Field>
      </div>
      {error !== null && <ErrorNote error={error} />}
      <Actions className="mt-1">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" busy={save.isPending}>
          {user ? "Save changes" : "Create test user"}
        </Button>
      </Actions>
    </form>
  );
}
