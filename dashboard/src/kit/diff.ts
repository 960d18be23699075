import { diffLines } from "diff";

export interface Line {
  kind: "same" | "removed" | "added";
  text: string;
}

/** Compares two texts by line. */
export function lines(before: string, after: string): Line[] {
  // Without a trailing newline, the last line would differ from the same line elsewhere.
  const [was, is] = [before && `${before}\n`, after && `${after}\n`];
  // Very different texts take too long to compare: then show the old text above the new one.
  const parts = diffLines(was, is, { timeout: 200 }) ?? [
    { value: was, removed: true, added: false },
    { value: is, removed: false, added: true },
  ];
  return parts.flatMap(({ value, removed, added }) => {
    const kind = removed ? "removed" : added ? "added" : "same";
    return value === ""
      ? []
      : value
          .slice(0, -1)
          .split("\n")
          .map((text): Line => ({ kind, text }));
  });
}
