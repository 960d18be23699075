import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { fieldError, otherError, post } from "../../api/call";
import { below, keys } from "../../api/keys";
import type { Connection, ConnectionKind, ConnectionTest, Project } from "../../api/types";
import { Actions, Button, Dialog, ErrorNote, Field, Input, Select, toast } from "../../kit";
import { ConnectionTestResult } from "./ConnectionTestResult";
import { KINDS, PROJECT_KINDS } from "../../shared/connections/kinds";

export interface ConnectionDialogProps {
  project: Project;
  /** The one that is changed, or a new one; null: closed. */
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
  // Until one is typed, a connection is called as its kind.
  const [typedName, setName] = useState<string | null>(null);
  const [baseUrl, setBaseUrl] = useState(connection?.base_url ?? "");
  const [apiKey, setApiKey] = useState("");
  const queries = useQueryClient();
  const path = `${below(project.id)}/connections`;
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
      toast.done(`${saved.name} was saved.`);
      onClose();
    },
    gcTime: 0,
  });
  const failure = save.error ?? test.error;
  const beside = ["name", "kind", "base_url", "api_key"];
  const error = otherError(failure, ...beside);

  /** What was tested is what stands there: after a change the result is of no use. */
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
      <Field label="Kind" error={fieldError(failure, "kind")}>
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
          hint={`Its models are called ${name.trim() || "name"}.…`}
        >
          <Input
            code
            value={name}
            onChange={(event) => setName(event.target.value)}
            required
            maxLength={32}
            pattern="[a-z][a-z0-9_\-]*"
            title="Lower-case letters, digits, _ and -, beginning with a letter"
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
            ? "Where vLLM, llama.cpp, LM Studio, Ollama or another such server is."
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
          connection?.has_key
            ? "One is kept. Leave this empty to keep it."
            : "It is kept encrypted and never shown again."
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
          Test
        </Button>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="primary" busy={save.isPending}>
          Save
        </Button>
      </Actions>
    </form>
  );
}
