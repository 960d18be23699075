import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { fieldError, otherError, post } from "../../api/call";
import { keys, projectPath } from "../../api/keys";
import type { Connection, ConnectionKind, ConnectionTest, Project } from "../../api/types";
import { Actions, Button, Dialog, ErrorNote, Field, Input, Select, toast } from "../../kit";
import { KINDS, PROJECT_KINDS } from "../../shared/connections/kinds";
import { ConnectionTestResult } from "./ConnectionTestResult";

export interface ConnectionDialogProps {
  project: Project;
  /** The connection to edit, or "new"; `null` closes the dialog. */
  connection: Connection | "new" | null;
  onClose: () => void;
}

export function ConnectionDialog({ project, connection, onClose }: ConnectionDialogProps) {
  const title = connection === "new" ? "New connection" : `Edit ${connection?.name ?? ""}`;
  return (
    <Dialog open={connection !== null} onClose={onClose} title={title}>
      {connection !== null && (
        <ConnectionForm project={project} connection={connection === "new" ? null : connection} onClose={onClose} />
      )}
    </Dialog>
  );
}

function ConnectionForm({
  project,
  connection,
  onClose,
}: {
  project: Project;
  connection: Connection | null;
  onClose: () => void;
}) {
  const [kind, setKind] = useState<ConnectionKind>(connection?.kind ?? "openai");
  // The name defaults to the provider.
  const [typedName, setName] = useState<string | null>(null);
  const [baseUrl, setBaseUrl] = useState(connection?.base_url ?? "");
  const [apiKey, setApiKey] = useState("");
  const queries = useQueryClient();
  const path = `${projectPath(project.id)}/connections`;
  const name = typedName ?? (kind === "openai_compatible" ? "" : kind);

  const fields = { kind, base_url: baseUrl.trim() || null, ...(apiKey.trim() && { api_key: apiKey.trim() }) };
  const test = useMutation({
    mutationFn: () => post<ConnectionTest>(`${path}/test`, { ...fields, ...(connection && { id: connection.id }) }),
    gcTime: 0,
  });
  const save = useMutation({
    mutationFn: () =>
      connection
        ? post<Connection>(`${path}/${encodeURIComponent(connection.id)}`, fields)
        : post<Connection>(path, { name: name.trim(), ...fields }),
    onSuccess: (saved) => {
      void queries.invalidateQueries({ queryKey: keys.of(project.id, "/connections") });
      void queries.invalidateQueries({ queryKey: keys.of(project.id, "/models") });
      toast.done(`${saved.name} saved`);
      onClose();
    },
    gcTime: 0,
  });
  const failure = save.error ?? test.error;
  const shownFields = ["name", "kind", "base_url", "api_key"];
  const error = otherError(failure, ...shownFields);

  /** Clears the test result when a tested field changes. */
  function changed<T>(set: (value: T) => void) {
    return (value: T) => {
      set(value);
      test.reset();
    };
  }

  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Field label="Provider" error={fieldError(failure, "kind")}>
        <Select
          value={kind}
          onChange={changed((value: string) => setKind(value as ConnectionKind))}
          options={PROJECT_KINDS.map((value) => ({ value, label: KINDS[value].label }))}
        />
      </Field>
      {!connection && (
        <Field
          label="Name"
          error={fieldError(failure, "name")}
          hint={`Models appear as ${name.trim() || "name"}.<model>`}
        >
          <Input
            code
            value={name}
            onChange={(event) => setName(event.target.value)}
            required
            maxLength={32}
            pattern="[a-z][a-z0-9_\-]*"
            title="Lowercase letters, digits, _ and -, starting with a letter"
            autoComplete="off"
            spellCheck={false}
          />
        </Field>
      )}
      <Field
        label="Base URL"
        optional={kind !== "openai_compatible"}
        error={fieldError(failure, "base_url")}
        hint={
          kind === "openai_compatible"
            ? "URL of your vLLM, llama.cpp, LM Studio, Ollama, or other compatible server."
            : undefined
        }
      >
        <Input
          code
          type="url"
          value={baseUrl}
          onChange={(event) => changed(setBaseUrl)(event.target.value)}
          placeholder={KINDS[kind].baseUrl || "http://10.0.0.5:8000/v1"}
          required={kind === "openai_compatible"}
          autoComplete="off"
        />
      </Field>
      <Field
        label="API key"
        optional={kind === "openai_compatible"}
        error={fieldError(failure, "api_key")}
        hint={
          connection?.has_key ? "A key is saved. Leave empty to keep it." : "Stored encrypted and never shown again."
        }
      >
        <Input
          code
          type="password"
          value={apiKey}
          onChange={(event) => changed(setApiKey)(event.target.value)}
          placeholder={connection?.has_key ? "••••••••••••" : ""}
          required={!connection?.has_key && kind !== "openai_compatible"}
          autoComplete="off"
          data-1p-ignore
        />
      </Field>
      {test.data && <ConnectionTestResult result={test.data} />}
      {error !== null && <ErrorNote error={error} />}
      <Actions className="mt-1">
        <Button
          className="mr-auto"
          busy={test.isPending}
          onClick={(event) => {
            save.reset();
            if (event.currentTarget.form?.reportValidity()) test.mutate();
          }}
        >
          Test connection
        </Button>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" busy={save.isPending}>
          Save connection
        </Button>
      </Actions>
    </form>
  );
}
