import { Diff } from "../../kit/Diff";

/** One changed field: short values inline, long values as a diff. */
export function Change({ field, before, after }: { field: string; before: unknown; after: unknown }) {
  const [was, is] = [shown(before), shown(after)];
  const long = was.includes("\n") || is.includes("\n") || was.length + is.length > 120;
  const name = field.replaceAll("_", " ");
  return (
    <div>
      <h2 className="mb-1 text-sm font-medium">{name}</h2>
      {long ? (
        <Diff before={was} after={is} label={`Changes: ${name}`} />
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

function shown(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "on" : "off";
  if (Array.isArray(value) && value.every((each) => typeof each === "string")) return value.join("\n");
  return JSON.stringify(value, null, 2);
}
