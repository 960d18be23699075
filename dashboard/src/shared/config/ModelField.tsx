import { Link } from "@tanstack/react-router";
import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { sentence } from "../../api/call";
import type { Project } from "../../api/types";
import { Field, SearchSelect } from "../../kit";
import { useModels } from "../agents/agents";
import { type ModelWarning, modelOptions, modelWarning } from "./models";

/** The value of the entry that selects no model. */
const NONE = "-";

export interface ModelFieldProps {
  project: Project;
  label: string;
  value: string;
  onChange: (model: string) => void;
  hint?: ReactNode;
  placeholder?: string;
  /** Makes it optional: adds an entry that selects no model. */
  onClear?: () => void;
  error?: string | null | undefined;
  disabled?: boolean | undefined;
}

/** Selects a model of any connection; other names can be typed. */
export function ModelField({
  project,
  label,
  value,
  onChange,
  hint,
  placeholder,
  onClear,
  error,
  disabled,
}: ModelFieldProps) {
  const models = useModels(project.id);
  return (
    <div className="flex flex-col gap-1.5">
      <Field label={label} error={error} hint={hint}>
        <ModelSelect
          project={project}
          label={label}
          value={value}
          onChange={(model) => (model === NONE ? onClear?.() : onChange(model))}
          disabled={disabled}
          {...(placeholder !== undefined && { placeholder })}
          {...(onClear && { none: placeholder ?? "None" })}
        />
      </Field>
      {models.error ? (
        <Warning
          warning={{ text: `Could not load models, but you can type a name. ${sentence(models.error)}` }}
          project={project}
        />
      ) : models.data && models.data.connections.length === 0 ? (
        <Warning warning={{ text: "No provider connected yet.", connections: true }} project={project} />
      ) : (
        models.data && <ModelNote project={project} warning={modelWarning(models.data, value)} />
      )}
    </div>
  );
}

export interface ModelSelectProps {
  project: Project;
  label: string;
  value: string;
  onChange: (model: string) => void;
  placeholder?: string;
  /** Models to leave out. */
  exclude?: readonly string[];
  /** Label of an entry that selects no model. */
  none?: string;
  disabled?: boolean | undefined;
}

export function ModelSelect({
  project,
  exclude = [],
  none,
  placeholder = "Select a model…",
  disabled,
  ...rest
}: ModelSelectProps) {
  const { data, isPending } = useModels(project.id);
  const listed = data ? modelOptions(data).filter((option) => !exclude.includes(option.value)) : [];
  const options = none && rest.value ? [{ value: NONE, label: none }, ...listed] : listed;
  return (
    <SearchSelect
      {...rest}
      // Show the selected model with its connection.
      options={options.map((option) => (option.value === rest.value ? { ...option, label: option.value } : option))}
      placeholder={placeholder}
      free
      loading={isPending}
      empty="No matching models. Type connection.model to use an unlisted model."
      disabled={disabled}
      className="font-mono text-sm"
    />
  );
}

/** Warning about a model. */
export function ModelNote({ project, warning }: { project: Project; warning: ModelWarning | null }) {
  return warning && <Warning warning={warning} project={project} />;
}

function Warning({ warning, project }: { warning: ModelWarning; project: Project }) {
  return (
    <p role="status" className="flex gap-1.5 text-sm text-warn">
      <TriangleAlert aria-hidden size={14} className="mt-0.5 shrink-0" />
      <span className="min-w-0">
        {warning.text}
        {warning.connections && (
          <>
            {" "}
            <Link
              to="/p/$projectId/settings"
              params={{ projectId: project.id }}
              search={{ tab: "connections" }}
              className="font-medium underline"
            >
              Connections
            </Link>
          </>
        )}
      </span>
    </p>
  );
}
