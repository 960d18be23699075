import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { fieldError, otherError, post } from "../../api/call";
import { keys, projectPath } from "../../api/keys";
import type { Connection, ConnectionKind, ConnectionTest, Project } from "../../api/types";
import { Actions, Button, Checkbox, Dialog, ErrorNote, Field, Input, Select, Textarea, toast } from "../../kit";
import { KINDS, PROJECT_KINDS } from "../../shared/connections/kinds";
import { ConnectionTestResult } from "./ConnectionTestResult";
import { parsePairs, queryText, secondsOf } from "./connectionFields";

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
  const [api, setApi] = useState<Connection["api"]>(connection?.api ?? "chat_completions");
  const [headers, setHeaders] = useState("");
  const [dropsHeaders, setDropsHeaders] = useState(false);
  const [query, setQuery] = useState(queryText(connection?.query ?? {}));
  const [readTimeout, setReadTimeout] = useState(connection?.read_timeout?.toString() ?? "");
  const [replyTimeout, setReplyTimeout] = useState(connection?.reply_timeout?.toString() ?? "");
  const queries = useQueryClient();
  const path = `${projectPath(project.id)}/connections`;
  const name = typedName ?? (kind === "openai_compatible" ? "" : kind);

  const savedHeaders = connection?.header_names ?? [];
  const parsedHeaders = parsePairs(headers, ":");
  const parsedQuery = parsePairs(query, "=");
  const isReadable = "pairs" in parsedHeaders && "pairs" in parsedQuery;
  const hasApi = kind === "openai" || kind === "openai_compatible";
  const fields = {
    kind,
    base_url: baseUrl.trim() || null,
    ...(apiKey.trim() && { api_key: apiKey.trim() }),
    ...(hasApi && { api }),
    ...("pairs" in parsedQuery && { query: parsedQuery.pairs }),
    // Absent headers stay as they are.
    ...("pairs" in parsedHeaders && Object.keys(parsedHeaders.pairs).length > 0
      ? { headers: parsedHeaders.pairs }
      : dropsHeaders && { headers: {} }),
  };
  const timeouts = { read_timeout: secondsOf(readTimeout), reply_timeout: secondsOf(replyTimeout) };
  const test = useMutation({
    mutationFn: () => post<ConnectionTest>(`${path}/test`, { ...fields, ...(connection && { id: connection.id }) }),
    gcTime: 0,
  });
  const save = useMutation({
    mutationFn: () =>
      connection
        ? post<Connection>(`${path}/${encodeURIComponent(connection.id)}`, { ...fields, ...timeouts })
        : post<Connection>(path, { name: name.trim(), ...fields, ...timeouts }),
    onSuccess: (saved) => {
      void queries.invalidateQueries({ queryKey: keys.of(project.id, "/connections") });
      void queries.invalidateQueries({ queryKey: keys.of(project.id, "/models") });
      toast.done(`${saved.name} saved`);
      onClose();
    },
    gcTime: 0,
  });
  const failure = save.error ?? test.error;
  const shownFields = [
    "name",
    "kind",
    "base_url",
    "api_key",
    "api",
    "headers",
    "query",
    "read_timeout",
    "reply_timeout",
  ];
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
        if (isReadable) save.mutate();
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
      <details className="group rounded-md border px-3" open={isAdvanced(connection)}>
        <summary className="control flex list-none items-center gap-1.5 text-sm text-soft hover:text-text [&::-webkit-details-marker]:hidden">
          <ChevronRight aria-hidden size={14} className="shrink-0 transition-transform group-open:rotate-90" />
          Advanced: API format, headers, query, timeouts
        </summary>
        <div className="flex flex-col gap-4 pt-1 pb-3">
          {hasApi && (
            <Field
              label="API format"
              error={fieldError(failure, "api")}
              hint="Most compatible servers only have Chat Completions."
            >
              <Select
                value={api}
                onChange={changed((value: string) => setApi(value as Connection["api"]))}
                options={[
                  { value: "chat_completions", label: "Chat Completions" },
                  { value: "responses", label: "Responses" },
                ]}
              />
            </Field>
          )}
          <Field
            label="Headers"
            optional
            error={"error" in parsedHeaders ? parsedHeaders.error : fieldError(failure, "headers")}
            hint={
              savedHeaders.length > 0
                ? `Saved: ${savedHeaders.join(", ")}. Leave empty to keep them. New ones replace all; then enter the API key again too.`
                : "Added to each request, one per line. Stored encrypted and never shown again."
            }
          >
            <Textarea
              code
              rows={2}
              value={headers}
              onChange={(event) => changed(setHeaders)(event.target.value)}
              placeholder="X-Team: support"
              autoComplete="off"
              spellCheck={false}
            />
          </Field>
          {savedHeaders.length > 0 && !headers.trim() && (
            <Checkbox label="Remove the saved headers" checked={dropsHeaders} onChange={changed(setDropsHeaders)} />
          )}
          <Field
            label="Query parameters"
            optional
            error={"error" in parsedQuery ? parsedQuery.error : fieldError(failure, "query")}
            hint="Added to each request’s URL, one per line. Azure needs api-version."
          >
            <Textarea
              code
              rows={2}
              value={query}
              onChange={(event) => changed(setQuery)(event.target.value)}
              placeholder="api-version=2026-10-01"
              autoComplete="off"
              spellCheck={false}
            />
          </Field>
          <div className="grid gap-4 sm:grid-cols-2">
            <Field
              label="Silence timeout"
              optional
              error={fieldError(failure, "read_timeout")}
              hint="Seconds until the response starts, and between its pieces."
            >
              <Input
                type="number"
                min={1}
                max={3600}
                value={readTimeout}
                onChange={(event) => setReadTimeout(event.target.value)}
                placeholder="Server default"
              />
            </Field>
            <Field
              label="Reply timeout"
              optional
              error={fieldError(failure, "reply_timeout")}
              hint="Seconds for a whole response."
            >
              <Input
                type="number"
                min={1}
                max={3600}
                value={replyTimeout}
                onChange={(event) => setReplyTimeout(event.target.value)}
                placeholder="Server default"
              />
            </Field>
          </div>
        </div>
      </details>
      {test.data && <ConnectionTestResult result={test.data} />}
      {error !== null && <ErrorNote error={error} />}
      <Actions className="mt-1">
        <Button
          className="mr-auto"
          busy={test.isPending}
          onClick={(event) => {
            save.reset();
            if (event.currentTarget.form?.reportValidity() && isReadable) test.mutate();
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

/** Returns whether a connection has settings that most have not. */
function isAdvanced(connection: Connection | null): boolean {
  if (!connection) return false;
  const { api, header_names, query, read_timeout, reply_timeout } = connection;
  const hasTimeout = read_timeout !== null || reply_timeout !== null;
  return api !== "chat_completions" || header_names.length > 0 || Object.keys(query).length > 0 || hasTimeout;
}
