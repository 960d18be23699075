import { diffWordsWithSpace } from "diff";
import { lines } from "../../kit/diff";

/** A piece of a line: the same in both texts, or only in one. */
export interface Piece {
  text: string;
  changed: boolean;
}

/** A line of one text and the line of the other that stands beside it; `null` where there is none. */
export interface Row {
  kind: "same" | "changed";
  before: Piece[] | null;
  after: Piece[] | null;
}

/** Texts longer than that are compared by whole lines only: it would take too long. */
const LONG = 20_000;

/** Two texts side by side. */
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

/** Without what is the same far from any change: `null` stands for lines that were left out. */
export function shortened(rows: readonly Row[], around = 3): (Row | null)[] {
  const near = rows.map((_, at) =>
    rows.slice(Math.max(0, at - around), at + around + 1).some(({ kind }) => kind === "changed"),
  );
  const short: (Row | null)[] = [];
  for (const [at, row] of rows.entries()) {
    if (near[at]) short.push(row);
    else if (short.length === 0 || short.at(-1) !== null) short.push(null);
  }
  return short;
}

function pair(before: string | null, after: string | null): Row {
  if (before === null || after === null || before.length + after.length > LONG) {
    return { kind: "changed", before: whole(before), after: whole(after) };
  }
  const words = diffWordsWithSpace(before, after);
  const side = (other: "added" | "removed") =>
    words
      .filter((word) => !word[other])
      .map((word) => ({ text: word.value, changed: word.added || word.removed || false }));
  // Where next to nothing is the same, marks on single words only confuse.
  const same = words
    .filter((word) => !word.added && !word.removed)
    .reduce((sum, word) => sum + word.value.trim().length, 0);
  if (same * 3 < Math.max(before.length, after.length))
    return { kind: "changed", before: whole(before), after: whole(after) };
  return { kind: "changed", before: side("added"), after: side("removed") };
}

const plain = (text: string): Piece[] => [{ text, changed: false }];
const whole = (text: string | null): Piece[] | null => (text === null ? null : plain(text));
