import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { fieldError, otherError, post } from "../../api/call";
import { keys, projectPath } from "../../api/keys";
import type { Agent, Project } from "../../api/types";
import { Actions, Button, Dialog, ErrorNote, Field, Input } from "../../kit";
import { agentPath } from "../../shared/agents/agents";
import { ModelField } from "../../shared/config/ModelField";

export interface NewAgentDialogProps {
  project: Project;
  open: boolean;
  onClose: () => void;
}

export function NewAgentDialog({ project, open, onClose }: NewAgentDialogProps) {
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="New agent"
      description="New agents are inactive. Try the agent out in the playground, then activate it for your users."
    >
      <NewAgentForm project={project} onClose={onClose} />
    </Dialog>
  );
}

function NewAgentForm({ project, onClose }: Omit<NewAgentDialogProps, "open">) {
  const [name, setName] = useState("");
  const [model, setModel] = useState("");
  const queries = useQueryClient();
  const router = useRouter();
  const create = useMutation({
    mutationFn: () =>
      post<Agent>(projectPath(project.id, "/agents"), { name: name.trim(), display_name: name.trim(), model }),
    onSuccess: (agent) => {
      queries.setQueryData(keys.of(project.id, agentPath(agent.id)), agent);
      void queries.invalidateQueries({ queryKey: keys.of(project.id, "/agents") });
      void router.navigate({
        to: "/p/$projectId/agents/$agentId",
        params: { projectId: project.id, agentId: agent.id },
      });
    },
  });
  const error = otherError(create.error, "name", "display_name", "model");
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate();
      }}
    >
      <Field
        label="Name"
        hint="Also shown to users. You can set a different display name later."
        error={fieldError(create.error, "name", "display_name")}
      >
        <Input
          value={name}
          onChange={(event) => setName(event.target.value)}
          required
          maxLength={256}
          autoComplete="off"
        />
      </Field>
      <ModelField
        project={project}
        label="Model"
        value={model}
        onChange={setModel}
        error={fieldError(create.error, "model")}
      />
      {error !== null && <ErrorNote error={error} />}
      <Actions className="mt-1">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" busy={create.isPending} disabled={!model}>
          Create agent
        </Button>
      </Actions>
    </form>
  );
}
