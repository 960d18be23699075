import { lazy, Suspense, useId } from "react";
import { cx, ErrorNote, Scroll, Skeleton } from "../../kit";
import { usePreview } from "./usePreview";

const TemplateEditor = lazy(() => import("../editor/TemplateEditor"));
const Formatted = lazy(() => import("./Formatted"));

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
  /** Puts the preview below the editor instead of beside it. */
  compact?: boolean | undefined;
  tall?: boolean;
  disabled?: boolean | undefined;
}

/** A template editor with a live preview. */
export function TemplateField(props: TemplateFieldProps) {
  const { projectId, agentId, userId, label, hint, placeholder, value, onChange, error, markdown, compact, tall } =
    props;
  const id = useId();
  const preview = usePreview(projectId, agentId, value, userId);
  const height = compact ? "h-56" : tall ? "h-80" : "h-44";
  // Below the editor, only as tall as its content.
  const previewHeight = compact ? "max-h-56" : tall ? "max-h-80 @3xl:h-80" : "max-h-44 @3xl:h-44";
  const place = preview.problem?.line ? `Line ${preview.problem.line}: ` : "";
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <p className="text-sm font-medium">{label}</p>
      <p id={`${id}-hint`} className="text-sm text-soft">
        {hint}
      </p>
      <div className={cx("mt-1 grid min-w-0 gap-3", !compact && "@3xl:grid-cols-2")}>
        <div
          className={cx(
            "min-w-0 resize-y overflow-hidden rounded-md border border-line-strong focus-within:border-accent focus-within:outline-1 focus-within:outline-accent",
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
            />
          </Suspense>
        </div>
        {(value || !compact) && (
          <Scroll
            label={`Preview: ${label}`}
            className={cx("rounded-md border bg-sunken px-3 py-2 text-sm", previewHeight, preview.busy && "text-soft")}
          >
            <p className="mb-1 text-xs font-medium text-soft">Preview</p>
            {preview.failure ? (
              <ErrorNote error={preview.failure} />
            ) : preview.problem ? (
              <p role="alert" className="text-bad">
                {place}
                {preview.problem.message}
              </p>
            ) : !value ? (
              <p className="text-soft">Nothing to preview.</p>
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
