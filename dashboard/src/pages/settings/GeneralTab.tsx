import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { fieldError, otherError, post } from "../../api/call";
import { keys, projectPath } from "../../api/keys";
import { may, whyNot } from "../../api/project";
import type { Project } from "../../api/types";
import {
  Actions,
  Button,
  Card,
  ConfirmDialog,
  CopyLine,
  ErrorNote,
  Facts,
  Field,
  Input,
  Stack,
  Time,
  toast,
} from "../../kit";
import { useProjectChange } from "./useProjectChange";

export function GeneralTab({ project }: { project: Project }) {
  return (
    <Stack>
      <NameCard project={project} />
      <Card title="Project">
        <Facts
          facts={[
            ["ID", <CopyLine key="id" text={project.id} label="Copy project ID" />],
            ["Publishable key", <CopyLine key="key" text={project.publishable_key} label="Copy publishable key" />],
            ["Created", <Time key="at" at={project.created_at} />],
            ["Your role", project.role],
          ]}
        />
      </Card>
      <DeleteCard project={project} />
    </Stack>
  );
}

function NameCard({ project }: { project: Project }) {
  const [name, setName] = useState(project.name);
  const change = useProjectChange(project, "Name saved");
  const reason = whyNot(project.role, "developer");
  const error = otherError(change.error, "name");
  return (
    <Card>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate({ name: name.trim() });
        }}
      >
        <Field label="Name" error={fieldError(change.error, "name")} hint={reason}>
          <Input
            value={name}
            onChange={(event) => setName(event.target.value)}
            required
            maxLength={200}
            disabled={!!reason}
            autoComplete="off"
          />
        </Field>
        {error !== null && <ErrorNote error={error} className="mt-4" />}
        {!reason && (
          <Actions>
            <Button
              type="submit"
              variant="primary"
              busy={change.isPending}
              disabled={!name.trim() || name.trim() === project.name}
            >
              Save changes
            </Button>
          </Actions>
        )}
      </form>
    </Card>
  );
}

function DeleteCard({ project }: { project: Project }) {
  const [confirming, setConfirming] = useState(false);
  const queries = useQueryClient();
  const router = useRouter();
  if (!may(project.role, "owner")) return null;
  async function remove(typed: string) {
    await post<Project>(`${projectPath(project.id)}/delete`, { name: typed });
    await router.navigate({ to: "/" });
    queries.removeQueries({ queryKey: keys.project(project.id) });
    void queries.invalidateQueries({ queryKey: keys.projects });
    toast.done(`${project.name} deleted`);
  }
  return (
    <>
      <Card
        danger
        title="Delete project"
        description="Deletes the project with its keys, agents, users, and conversations. This cannot be undone."
        actions={
          <Button variant="danger" onClick={() => setConfirming(true)}>
            Delete project…
          </Button>
        }
      />
      <ConfirmDialog
        open={confirming}
        onClose={() => setConfirming(false)}
        title={`Delete ${project.name}?`}
        action="Delete project"
        name={project.name}
        onConfirm={remove}
      >
        <p>
          All keys stop working immediately, so chats in your app will fail. Agents, users, conversations, and analytics
          are permanently deleted.
        </p>
      </ConfirmDialog>
    </>
  );
}
