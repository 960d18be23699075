import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { fieldError, otherError, post } from "../../api/call";
import { below, keys } from "../../api/keys";
import type { NewSecretKey, Project } from "../../api/types";
import { Actions, Button, CopyLine, Dialog, ErrorNote, Field, Input, Note } from "../../kit";

export function NewKeyDialog({ project, open, onClose }: { project: Project; open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} title="New secret key">
      <NewKey project={project} onClose={onClose} />
    </Dialog>
  );
}

function NewKey({ project, onClose }: { project: Project; onClose: () => void }) {
  const [name, setName] = useState("");
  const queries = useQueryClient();
  const create = useMutation({
    mutationFn: () => post<NewSecretKey>(`${below(project.id)}/keys`, { name: name.trim() }),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.of(project.id, "/keys") }),
    // The key itself is not kept once the dialog is closed.
    gcTime: 0,
  });
  if (create.data) {
    return (
      <>
        <Note kind="warn">Copy it now and keep it safe: it is shown this once.</Note>
        <p className="mt-4 mb-1 text-sm font-medium">{create.data.name}</p>
        <CopyLine text={create.data.key} label="Copy the secret key" />
        <Actions>
          <Button look="primary" onClick={onClose}>
            I have it
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
        hint="Where it is used, such as “production backend”. The audit log shows it."
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
        <Button type="submit" look="primary" busy={create.isPending}>
          Create key
        </Button>
      </Actions>
    </form>
  );
}
