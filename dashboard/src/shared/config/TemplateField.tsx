import { ChevronRight, TriangleAlert } from "lucide-react";
import { lazy, Suspense, useId, useRef } from "react";
import { Button, cx, ErrorNote, Scroll, Skeleton } from "../../kit";
import { usePreview } from "./usePreview";

const TemplateEditor = lazy(() => import("../editor/TemplateEditor"));
const Formatted = lazy(() => import("./Formatted"));

/** The fields that templates use most. */
const VARIABLES = [
  { name: "user.first_name", label: "First name" },
  { name: "user.last_name", label: "Last name" },
  { name: "agent.display_name", label: "Agent name" },
] as const;

export interface TemplateFieldProps {
  projectId: string;
  agentId: string;
  /** The user for the preview; "" for the example user. */
  userId: string;
  label: string;
  hint: string;
  placeholder: string;
  value: string;
  onChange: (value: string) => void;
  error?: string | null | undefined;
  /** Previews the text as Markdown. */
  markdown?: boolean;
  /** A text to begin with. */
  template?: string;
  tall?: boolean;
  disabled?: boolean | undefined;
}

/** A template editor with a live preview. */
export function TemplateField(props: TemplateFieldProps) {
  const { projectId, agentId, userId, label, hint, placeholder, value, onChange, error, markdown, tall, template } =
    props;
  const id = useId();
  const insert = useRef<((text: string) => void) | null>(null);
  const preview = usePreview(projectId, agentId, value, userId);
  // As tall as its content, within bounds.
  const height = tall ? "min-h-40 max-h-[60vh]" : "min-h-24 max-h-[40vh]";
  const place = preview.problem?.line ? `Line ${preview.problem.line}: ` : "";
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <p className="text-sm font-medium">{label}</p>
      <p id={`${id}-hint`} className="text-sm text-soft">
        {hint}
      </p>
      {!props.disabled && (
        <div className="mt-0.5 flex flex-wrap items-center gap-1.5">
          {!value && template && <Button onClick={() => onChange(template)}>Start from a template</Button>}
          <span className="text-xs text-soft">Insert</span>
          {VARIABLES.map(({ name, label }) => (
            <button
              key={name}
              type="button"
              title={`{{${name}}}`}
              aria-label={`Insert ${label}`}
              onClick={() => insert.current?.(`{{${name}}}`)}
              className="tap rounded-full border px-2 text-xs text-soft hover:bg-hover hover:text-text"
            >
              {label}
            </button>
          ))}
        </div>
      )}
      <div className="mt-1 flex min-w-0 flex-col gap-2">
        <div
          className={cx(
            "flex min-w-0 flex-col overflow-hidden rounded-md border border-line-strong focus-within:border-accent focus-within:outline-1 focus-within:outline-accent",
            (error || preview.problem) && "border-bad",
            height,
          )}
        >
          <Suspense fallback={<Skeleton className="m-3 h-4 w-2/3" />}>
            <TemplateEditor
              value={value}
              onChange={onChange}
              label={label}
              describedBy={`${id}-hint`}
              hint={placeholder}
              error={preview.problem}
              readOnly={props.disabled ?? false}
              insert={insert}
            />
          </Suspense>
        </div>
        {preview.problem && (
          <p role="alert" className="text-sm text-bad">
            {place}
            {preview.problem.message}
          </p>
        )}
        {preview.warnings.map((warning) => (
          <p key={warning} role="status" className="flex gap-1.5 text-sm text-warn">
            <TriangleAlert aria-hidden size={14} className="mt-0.5 shrink-0" />
            {warningText(warning)}
          </p>
        ))}
        {value && !preview.problem && (
          <details open className="group rounded-md border bg-sunken text-sm">
            <summary className="flex min-h-9 list-none items-center gap-1.5 px-3 text-xs font-medium text-soft hover:text-text [&::-webkit-details-marker]:hidden">
              <ChevronRight aria-hidden size={13} className="transition-transform group-open:rotate-90" />
              Preview
            </summary>
            <Scroll label={`Preview: ${label}`} className={cx("max-h-80 px-3 pb-2", preview.busy && "text-soft")}>
              {preview.failure ? (
                <ErrorNote error={preview.failure} />
              ) : markdown ? (
                <Suspense fallback={<p className="whitespace-pre-wrap">{preview.text}</p>}>
                  <Formatted text={preview.text} />
                </Suspense>
              ) : (
                <p dir="auto" className="whitespace-pre-wrap">
                  {preview.text}
                </p>
              )}
            </Scroll>
          </details>
        )}
      </div>
      {error && !preview.problem && (
        <p role="alert" className="text-sm text-bad">
          {error}
        </p>
      )}
    </div>
  );
}

/** Returns a warning without the name of the field that it is shown at. */
function warningText(warning: string): string {
  const text = warning.replace(/^(template|\w+_message): /, "");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
