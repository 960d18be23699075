import type { Text } from "@codemirror/state";

/** Returns the range from the error position to the end of the tag, or of the line. */
export function rangeOf(text: Text, { line, column }: { line: number | null; column: number | null }) {
  const found = text.line(Math.min(Math.max(line ?? 1, 1), text.lines));
  // The server counts Unicode characters, the editor UTF-16 code units.
  const before = [...found.text].slice(0, Math.max((column ?? 1) - 1, 0)).join("").length;
  const from = Math.min(found.from + before, found.to);
  const end = found.text.indexOf("}}", before);
  const to = end < 0 ? found.to : found.from + end + 2;
  return from < to ? { from, to } : { from: found.from, to: found.to };
}
