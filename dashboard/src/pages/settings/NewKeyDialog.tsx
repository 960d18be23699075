import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { fieldError, otherError, post } from "../../api/call";
import { keys, projectPath } from "../../api/keys";
import type { NewSecretKey, Project } from "../../api/types";
import { Actions, Button, CopyLine, Dialog, ErrorNote, Field, Input, Note } from "../../kit";

export function NewKeyDialog({ project, open, onClose }: { project: Project; open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} title="New secret key">
      <NewKeyForm project={project} onClose={onClose} />
    </Dialog>
  );
}

function NewKeyForm({ project, onClose }: { project: Project; onClose: () => void }) {
  const [name, setName] = useState("");
  const queries = useQueryClient();
  const create = useMutation({
    mutationFn: () => post<NewSecretKey>(`${projectPath(project.id)}/keys`, { name: name.trim() }),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.of(project.id, "/keys") }),
    // Do not keep the key after the dialog closes.
    gcTime: 0,
  });
  if (create.data) {
    return (
      <>
        <Note kind="warn">Copy this key now and store it safely. It won’t be shown again.</Note>
        <p className="mt-4 mb-1 text-sm font-medium">{create.data.name}</p>
        <CopyLine text={create.data.key} label="Copy secret key" />
        <Actions>
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        </Actions>
      </>
    );
  }
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
        hint="Where the key is used, such as “production backend”. Shown in the audit log."
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
          Create key
        </Button>
      </Actions>
    </form>
  );
}
