import { ArrowDown, ArrowUp, X } from "lucide-react";
import type { Project } from "../../api/types";
import { IconButton } from "../../kit";
import { useModels } from "../agents/agents";
import { ModelNote, ModelSelect } from "./ModelField";
import { modelWarning } from "./models";

const MAX = 5;

export interface FallbackModelsProps {
  project: Project;
  model: string;
  value: readonly string[];
  onChange: (models: string[]) => void;
  error?: string | null | undefined;
  disabled?: boolean | undefined;
}

/** The models to try in order when the agent's model fails. */
export function FallbackModels({ project, model, value, onChange, error, disabled }: FallbackModelsProps) {
  const { data } = useModels(project.id);
  function move(from: number, to: number) {
    const next = [...value];
    next.splice(to, 0, ...next.splice(from, 1));
    onChange(next);
  }
  return (
    <fieldset className="flex min-w-0 flex-col gap-1.5" disabled={disabled}>
      <legend className="mb-1 text-sm font-medium">
        Fallback models <span className="ml-1 font-normal text-faint">optional</span>
      </legend>
      {value.length > 0 && (
        <ol className="flex flex-col divide-y divide-line rounded-md border">
          {value.map((each, at) => (
            <li key={each} className="px-2.5 py-1.5">
              <div className="flex items-center gap-1">
                <span className="w-5 text-sm text-soft tabular-nums">{at + 1}.</span>
                <code className="min-w-0 flex-1 font-mono text-sm">{each}</code>
                {!disabled && (
                  <>
                    <IconButton
                      icon={ArrowUp}
                      label={`Move ${each} up`}
                      disabled={at === 0}
                      onClick={() => move(at, at - 1)}
                    />
                    <IconButton
                      icon={ArrowDown}
                      label={`Move ${each} down`}
                      disabled={at === value.length - 1}
                      onClick={() => move(at, at + 1)}
                    />
                    <IconButton
                      icon={X}
                      label={`Remove ${each}`}
                      onClick={() => onChange(value.filter((one) => one !== each))}
                    />
                  </>
                )}
              </div>
              {data && <ModelNote project={project} warning={modelWarning(data, each)} />}
            </li>
          ))}
        </ol>
      )}
      {!disabled && value.length < MAX && (
        <ModelSelect
          project={project}
          label="Add model"
          value=""
          onChange={(added) => onChange([...value, added])}
          placeholder="Add model…"
          exclude={[model, ...value]}
        />
      )}
      {error && (
        <p role="alert" className="text-sm text-bad">
          {error}
        </p>
      )}
      <p className="text-sm text-soft">
        {value.length === 0 && disabled ? "None. " : ""}Tried in this order when the model fails before its first token.
        Up to {MAX}.
      </p>
    </fieldset>
  );
}
