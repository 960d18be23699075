import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { fieldError, otherError, post } from "../../api/call";
import { keys } from "../../api/keys";
import type { Project } from "../../api/types";
import { Actions, Button, Dialog, ErrorNote, Field, Input } from "../../kit";

export function NewProjectDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} title="New project">
      <NewProjectForm onClose={onClose} />
    </Dialog>
  );
}

function NewProjectForm({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState("");
  const queries = useQueryClient();
  const router = useRouter();
  const create = useMutation({
    mutationFn: () => post<Project>("/projects", { name: name.trim() }),
    onSuccess: (project) => {
      queries.setQueryData(keys.project(project.id), project);
      void queries.invalidateQueries({ queryKey: keys.projects });
      void router.navigate({ to: "/p/$projectId", params: { projectId: project.id } });
    },
  });
  const error = otherError(create.error, "name");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate();
      }}
    >
      <Field
        label="Name"
        hint="For example, the name of your app. You can change it later."
        error={fieldError(create.error, "name")}
      >
        <Input
          value={name}
          onChange={(event) => setName(event.target.value)}
          required
          maxLength={200}
          autoComplete="off"
          autoFocus
        />
      </Field>
      {error !== null && <ErrorNote error={error} className="mt-4" />}
      <Actions>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" busy={create.isPending}>
          Create project
        </Button>
      </Actions>
    </form>
  );
}
