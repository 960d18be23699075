import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { fieldError, otherError, post } from "../../api/call";
import { projectPath } from "../../api/keys";
import { may, whyNot } from "../../api/project";
import type { Agent, Project } from "../../api/types";
import {
  Actions,
  Button,
  Card,
  CopyLine,
  dateTime,
  ErrorNote,
  Facts,
  Field,
  Input,
  Note,
  Stack,
  Textarea,
  Time,
  toast,
} from "../../kit";
import { agentPath, useAgentChanged } from "../../shared/agents/agents";
import { DeleteAgentCard } from "./DeleteAgentCard";

const NAMES = ["name", "description", "display_name", "display_description"] as const;
type Details = Pick<Agent, (typeof NAMES)[number]>;

/** Names and descriptions of an agent. */
export function DetailsTab({ project, agent }: { project: Project; agent: Agent }) {
  return (
    <Stack className="max-w-5xl">
      <DetailsForm project={project} agent={agent} />
      <Card title="Agent">
        <Facts
          facts={[
            ["ID", <CopyLine key="id" text={agent.id} label="Copy agent ID" />],
            ["Created", dateTime(agent.created_at)],
            ["Updated", <Time key="at" at={agent.updated_at} />],
          ]}
        />
      </Card>
      {may(project.role, "developer") && <DeleteAgentCard project={project} agent={agent} />}
    </Stack>
  );
}

function DetailsForm({ project, agent }: { project: Project; agent: Agent }) {
  const [details, setDetails] = useState<Details>(() => detailsOf(agent));
  const changed = useAgentChanged(project.id);
  const save = useMutation({
    mutationFn: () => {
      const change = Object.fromEntries(
        NAMES.filter((name) => details[name] !== agent[name]).map((name) => [name, details[name].trim()]),
      );
      return post<Agent>(projectPath(project.id, agentPath(agent.id)), change);
    },
    onSuccess: (saved) => {
      changed(saved);
      toast.done("Details saved");
    },
  });
  const reason = whyNot(project.role, "developer");
  const isChanged = NAMES.some((name) => details[name] !== agent[name]);
  const error = otherError(save.error, ...NAMES);
  const control = (name: keyof Details) => ({
    value: details[name],
    onChange: (event: { target: { value: string } }) => setDetails({ ...details, [name]: event.target.value }),
    disabled: reason !== undefined,
    maxLength: name.endsWith("description") ? 4096 : 256,
    autoComplete: "off",
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Stack>
        {reason && <Note>{reason}</Note>}
        <Card title="Shown to users" description="Appears in the chat.">
          <div className="flex flex-col gap-4">
            <Field label="Display name" hint="Defaults to “Assistant”." error={fieldError(save.error, "display_name")}>
              <Input {...control("display_name")} />
            </Field>
            <Field label="Display description" error={fieldError(save.error, "display_description")}>
              <Textarea {...control("display_description")} rows={2} />
            </Field>
          </div>
        </Card>
        <Card title="Internal" description="Only visible to users if a template includes them.">
          <div className="flex flex-col gap-4">
            <Field label="Name" error={fieldError(save.error, "name")}>
              <Input {...control("name")} />
            </Field>
            <Field label="Description" error={fieldError(save.error, "description")}>
              <Textarea {...control("description")} rows={3} />
            </Field>
          </div>
          {error !== null && <ErrorNote error={error} className="mt-4" />}
          {!reason && (
            <Actions>
              <Button disabled={!isChanged} onClick={() => setDetails(detailsOf(agent))}>
                Discard
              </Button>
              <Button type="submit" variant="primary" busy={save.isPending} disabled={!isChanged}>
                Save changes
              </Button>
            </Actions>
          )}
        </Card>
      </Stack>
    </form>
  );
}

function detailsOf({ name, description, display_name, display_description }: Agent): Details {
  return { name, description, display_name, display_description };
}
