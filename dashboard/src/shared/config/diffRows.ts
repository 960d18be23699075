import { diffWordsWithSpace } from "diff";
import { lines } from "../../kit/diff";

/** Part of a line, and whether it differs from the other text. */
export interface Piece {
  text: string;
  changed: boolean;
}

/** A line and its counterpart in the other text; `null` if there is none. */
export interface Row {
  kind: "same" | "changed";
  before: Piece[] | null;
  after: Piece[] | null;
}

/** Lines longer than this are not compared word by word, which would take too long. */
const MAX_LENGTH = 20_000;

/** Aligns two texts for a side-by-side diff. */
export function rowsOf(before: string, after: string): Row[] {
  const rows: Row[] = [];
  let removed: string[] = [];
  let added: string[] = [];
  function flush() {
    const length = Math.max(removed.length, added.length);
    for (let at = 0; at < length; at++) rows.push(pair(removed[at] ?? null, added[at] ?? null));
    [removed, added] = [[], []];
  }
  for (const { kind, text } of lines(before, after)) {
    if (kind === "removed") removed.push(text);
    else if (kind === "added") added.push(text);
    else {
      flush();
      rows.push({ kind: "same", before: plain(text), after: plain(text) });
    }
  }
  flush();
  return rows;
}

/** Collapses unchanged lines far from any change into `null`. */
export function collapsed(rows: readonly Row[], around = 3): (Row | null)[] {
  const near = rows.map((_, at) =>
    rows.slice(Math.max(0, at - around), at + around + 1).some(({ kind }) => kind === "changed"),
  );
  const rowsShown: (Row | null)[] = [];
  for (const [at, row] of rows.entries()) {
    if (near[at]) rowsShown.push(row);
    else if (rowsShown.length === 0 || rowsShown.at(-1) !== null) rowsShown.push(null);
  }
  return rowsShown;
}

function pair(before: string | null, after: string | null): Row {
  if (before === null || after === null || before.length + after.length > MAX_LENGTH) {
    return { kind: "changed", before: whole(before), after: whole(after) };
  }
  const words = diffWordsWithSpace(before, after);
  const side = (other: "added" | "removed") =>
    words
      .filter((word) => !word[other])
      .map((word) => ({ text: word.value, changed: word.added || word.removed || false }));
  // If almost nothing matches, marking single words is only confusing.
  const same = words
    .filter((word) => !word.added && !word.removed)
    .reduce((sum, word) => sum + word.value.trim().length, 0);
  if (same * 3 < Math.max(before.length, after.length))
    return { kind: "changed", before: whole(before), after: whole(after) };
  return { kind: "changed", before: side("added"), after: side("removed") };
}

const plain = (text: string): Piece[] => [{ text, changed: false }];
const whole = (text: string | null): Piece[] | null => (text === null ? null : plain(text));
