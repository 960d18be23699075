import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { fieldError, otherError, post } from "../../api/call";
import { keys, projectPath } from "../../api/keys";
import { may } from "../../api/project";
import type { Role, User } from "../../api/types";
import { Actions, Button, Card, CopyLine, dateTime, ErrorNote, Facts, Field, Input, Time, toast } from "../../kit";

/** User details, with editable names. */
export function UserCard({ projectId, user, role }: { projectId: string; user: User; role: Role }) {
  const [names, setNames] = useState({ first_name: user.first_name, last_name: user.last_name });
  const queries = useQueryClient();
  const path = `/users/${encodeURIComponent(user.id)}`;
  const save = useMutation({
    mutationFn: () => post<User>(projectPath(projectId, path), names),
    onSuccess: (saved) => {
      queries.setQueryData(keys.of(projectId, path), saved);
      void queries.invalidateQueries({ queryKey: keys.of(projectId, "/users") });
      void queries.invalidateQueries({ queryKey: keys.of(projectId, "/interactions") });
      toast.done("Name saved");
    },
  });
  const readOnly = !may(role, "developer");
  const changed = names.first_name !== user.first_name || names.last_name !== user.last_name;
  const error = otherError(save.error, "first_name", "last_name");
  return (
    <Card title="Details">
      <div className="grid gap-x-10 gap-y-5 md:grid-cols-2">
        <Facts
          facts={[
            ["External ID", <CopyLine key="external" text={user.external_id} label="Copy external ID" />],
            ["ID", <CopyLine key="id" text={user.id} label="Copy ID" />],
            ["Type", user.live_mode ? "Live user" : "Test user"],
            ["Created", dateTime(user.created_at)],
            ["Updated", <Time key="updated" at={user.updated_at} />],
          ]}
        />
        <form
          onSubmit={(event) => {
            event.preventDefault();
            save.mutate();
          }}
        >
          <div className="grid gap-4 sm:grid-cols-2 md:grid-cols-1">
            <Field label="First name" error={fieldError(save.error, "first_name")}>
              <Input
                value={names.first_name}
                onChange={(event) => setNames({ ...names, first_name: event.target.value })}
                readOnly={readOnly}
                autoComplete="off"
              />
            </Field>
            <Field
              label="Last name"
              error={fieldError(save.error, "last_name")}
              hint="Templates can use it: {{user.last_name}}."
            >
              <Input
                value={names.last_name}
                onChange={(event) => setNames({ ...names, last_name: event.target.value })}
                readOnly={readOnly}
                autoComplete="off"
              />
            </Field>
          </div>
          {error !== null && <ErrorNote error={error} className="mt-4" />}
          {changed && (
            <Actions className="mt-4">
              <Button onClick={() => setNames({ first_name: user.first_name, last_name: user.last_name })}>
                Discard
              </Button>
              <Button type="submit" variant="primary" busy={save.isPending}>
                Save changes
              </Button>
            </Actions>
          )}
        </form>
      </div>
    </Card>
  );
}
