import { cx } from "./cx";
import { lines } from "./diff";
import { Scroll } from "./Scroll";

const SIGNS = { same: " ", removed: "−", added: "+" } as const;
const COLORS = { same: "text-soft", removed: "bg-bad-wash text-bad", added: "bg-good-wash text-good" } as const;

/** A line-by-line diff of two texts. Not exported from index.ts, because few pages need it. */
export function Diff({ before, after, label = "Changes" }: { before: string; after: string; label?: string }) {
  return (
    <Scroll label={label} className="max-h-96 rounded-md border bg-surface py-1 font-mono text-sm">
      {lines(before, after).map(({ kind, text }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines are never reordered
        <div key={index} className={cx("flex gap-2 px-2 whitespace-pre-wrap", COLORS[kind])}>
          <span className="select-none">
            <span aria-hidden>{SIGNS[kind]}</span>
            {kind !== "same" && <span className="sr-only">{kind}: </span>}
          </span>
          <span className="min-w-0">{text || " "}</span>
        </div>
      ))}
    </Scroll>
  );
}
