import { cx } from "./cx";
import { lines } from "./diff";
import { Scroll } from "./Scroll";

const SIGNS = { same: " ", removed: "−", added: "+" } as const;
const LOOKS = { same: "text-soft", removed: "bg-bad-wash text-bad", added: "bg-good-wash text-good" } as const;

/** Two texts, line by line: what was taken away and what was put in. (Not in index.ts: few pages need it.) */
export function Diff({ before, after, label = "What changed" }: { before: string; after: string; label?: string }) {
  return (
    <Scroll label={label} className="max-h-96 rounded-md border bg-surface py-1 font-mono text-sm">
      {lines(before, after).map(({ kind, text }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they never move
        <div key={index} className={cx("flex gap-2 px-2 whitespace-pre-wrap", LOOKS[kind])}>
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
