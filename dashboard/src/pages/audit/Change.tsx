import { cx, Scroll } from "../../kit";
import { type Line, lines } from "./lines";

/** One field before and after: short values side by side, long ones line by line. */
export function Change({ field, before, after }: { field: string; before: unknown; after: unknown }) {
  const [was, is] = [shown(before), shown(after)];
  const long = was.includes("\n") || is.includes("\n") || was.length + is.length > 120;
  return (
    <div>
      <h2 className="mb-1 text-sm font-medium">{field.replaceAll("_", " ")}</h2>
      {long ? (
        <Lines lines={lines(was, is)} />
      ) : (
        <p className="flex flex-wrap items-center gap-2 font-mono text-sm">
          <del className="rounded bg-bad-wash px-1.5 py-0.5 text-bad no-underline">{was || "empty"}</del>
          <span aria-hidden>→</span>
          <ins className="rounded bg-good-wash px-1.5 py-0.5 text-good no-underline">{is || "empty"}</ins>
        </p>
      )}
    </div>
  );
}

const SIGNS = { same: " ", removed: "−", added: "+" } as const;
const LOOKS = { same: "text-soft", removed: "bg-bad-wash text-bad", added: "bg-good-wash text-good" } as const;

/** What was taken away and put in, line by line. */
export function Lines({ lines }: { lines: readonly Line[] }) {
  return (
    <Scroll label="What changed" className="max-h-80 rounded-md border bg-surface py-1 font-mono text-sm">
      {lines.map(({ kind, text }, index) => (
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

function shown(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "on" : "off";
  if (Array.isArray(value) && value.every((each) => typeof each === "string")) return value.join("\n");
  return JSON.stringify(value, null, 2);
}
