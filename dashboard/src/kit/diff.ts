import { diffLines } from "diff";

export interface Line {
  kind: "same" | "removed" | "added";
  text: string;
}

/** The lines of two texts: which stayed, which went, which came. */
export function lines(before: string, after: string): Line[] {
  // A last line without its end would differ from the same line in the middle.
  const [was, is] = [before && `${before}\n`, after && `${after}\n`];
  // Where nearly everything differs, which takes long to compare, the old stands above the new.
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
