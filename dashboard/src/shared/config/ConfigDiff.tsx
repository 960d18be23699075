import { useState } from "react";
import { cx, Scroll } from "../../kit";
import { type Config, changedFields, fieldName, fields } from "./change";
import { type Piece, type Row, rowsOf, shortened } from "./diffRows";

export interface ConfigDiffProps {
  before: Config;
  after: Config;
  /** What the two are called. */
  names: readonly [before: string, after: string];
}

/** Two configurations, field by field. */
export function ConfigDiff({ before, after, names }: ConfigDiffProps) {
  const [split, setSplit] = useState(() => matchMedia("(width >= 48rem)").matches);
  const changed = changedFields(before, after);
  const [old, now] = [fields(before), fields(after)];
  if (changed.length === 0) return <p className="text-soft">There is no difference.</p>;
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="text-sm text-soft">
          <span className="text-bad">− {names[0]}</span> <span className="ml-3 text-good">+ {names[1]}</span>
        </p>
        <fieldset aria-label="How to compare" className="flex rounded-md border p-0.5 text-sm">
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
              {each ? "Side by side" : "One below the other"}
            </button>
          ))}
        </fieldset>
      </div>
      {changed.map((field) => (
        <section key={field}>
          <h3 className="mb-1 text-sm font-medium">{fieldName(field)}</h3>
          <Scroll label={`Difference: ${fieldName(field)}`} className="max-h-96 rounded-md border font-mono text-sm">
            <Lines rows={shortened(rowsOf(old.get(field) ?? "", now.get(field) ?? ""))} split={split} />
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
        // Lines have no names, and their order is all there is to them.
        const key = at;
        if (row === null)
          return (
            <p key={key} className="col-span-2 bg-sunken px-2.5 py-0.5 text-soft" title="Lines that are the same">
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

const LOOKS = {
  same: { line: "", mark: "", sign: " ", name: "" },
  before: { line: "bg-bad-wash", mark: "bg-bad/25", sign: "−", name: "Removed: " },
  after: { line: "bg-good-wash", mark: "bg-good/25", sign: "+", name: "Added: " },
} as const;

function Line({ pieces, kind }: { pieces: readonly Piece[] | null; kind: keyof typeof LOOKS }) {
  if (!pieces) return <p className="bg-sunken" />;
  const look = LOOKS[kind];
  return (
    <p className={cx("flex min-h-6 gap-2 px-2.5 py-0.5 whitespace-pre-wrap", look.line)}>
      <span aria-hidden className="shrink-0 text-soft select-none">
        {look.sign}
      </span>
      <span className="min-w-0 flex-1">
        {look.name && <span className="sr-only">{look.name}</span>}
        {pieces.map((piece, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: their order is all there is to them
          <span key={at} className={cx(piece.changed && "rounded-sm", piece.changed && look.mark)}>
            {piece.text}
          </span>
        ))}
      </span>
    </p>
  );
}
