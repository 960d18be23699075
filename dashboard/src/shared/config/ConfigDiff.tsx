import { useState } from "react";
import { cx, Scroll } from "../../kit";
import { type Config, changedFields, fieldName, fields } from "./change";
import { collapsed, type Piece, type Row, rowsOf } from "./diffRows";

export interface ConfigDiffProps {
  before: Config;
  after: Config;
  /** Labels of the two configurations. */
  names: readonly [before: string, after: string];
}

/** A field-by-field diff of two configurations. */
export function ConfigDiff({ before, after, names }: ConfigDiffProps) {
  const [split, setSplit] = useState(() => matchMedia("(width >= 48rem)").matches);
  const changed = changedFields(before, after);
  const [old, now] = [fields(before), fields(after)];
  if (changed.length === 0) return <p className="text-soft">No differences.</p>;
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="text-sm text-soft">
          <span className="text-bad">− {names[0]}</span> <span className="ml-3 text-good">+ {names[1]}</span>
        </p>
        <fieldset aria-label="Diff layout" className="flex rounded-md border p-0.5 text-sm">
          {[true, false].map((each) => (
            <button
              key={String(each)}
              type="button"
              aria-pressed={split === each}
              onClick={() => setSplit(each)}
              className={cx(
                "tap rounded px-2",
                split === each ? "bg-accent-wash text-accent-text" : "text-soft hover:bg-hover",
              )}
            >
              {each ? "Side by side" : "Unified"}
            </button>
          ))}
        </fieldset>
      </div>
      {changed.map((field) => (
        <section key={field}>
          <h3 className="mb-1 text-sm font-medium">{fieldName(field)}</h3>
          <Scroll label={`Diff: ${fieldName(field)}`} className="max-h-96 rounded-md border font-mono text-sm">
            <Lines rows={collapsed(rowsOf(old.get(field) ?? "", now.get(field) ?? ""))} split={split} />
          </Scroll>
        </section>
      ))}
    </div>
  );
}

function Lines({ rows, split }: { rows: readonly (Row | null)[]; split: boolean }) {
  return (
    <div className={split ? "grid grid-cols-2" : ""}>
      {rows.map((row, at) => {
        // Lines are never reordered.
        const key = at;
        if (row === null)
          return (
            <p key={key} className="col-span-2 bg-sunken px-2.5 py-0.5 text-soft" title="Unchanged lines">
              ⋯
            </p>
          );
        if (!split && row.kind === "same") return <Line key={key} pieces={row.after} kind="same" />;
        return (
          <div key={key} className="contents">
            {(split || row.before) && <Line pieces={row.before} kind={row.kind === "same" ? "same" : "before"} />}
            {(split || row.after) && <Line pieces={row.after} kind={row.kind === "same" ? "same" : "after"} />}
          </div>
        );
      })}
    </div>
  );
}

const STYLES = {
  same: { line: "", mark: "", sign: " ", name: "" },
  before: { line: "bg-bad-wash", mark: "bg-bad/25", sign: "−", name: "Removed: " },
  after: { line: "bg-good-wash", mark: "bg-good/25", sign: "+", name: "Added: " },
} as const;

function Line({ pieces, kind }: { pieces: readonly Piece[] | null; kind: keyof typeof STYLES }) {
  if (!pieces) return <p className="bg-sunken" />;
  const style = STYLES[kind];
  return (
    <p className={cx("flex min-h-6 gap-2 px-2.5 py-0.5 whitespace-pre-wrap", style.line)}>
      <span aria-hidden className="shrink-0 text-soft select-none">
        {style.sign}
      </span>
      <span className="min-w-0 flex-1">
        {style.name && <span className="sr-only">{style.name}</span>}
        {pieces.map((piece, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces are never reordered
          <span key={at} className={cx(piece.changed && "rounded-sm", piece.changed && style.mark)}>
            {piece.text}
          </span>
        ))}
      </span>
    </p>
  );
}
