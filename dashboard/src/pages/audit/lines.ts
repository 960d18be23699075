export interface Line {
  kind: "same" | "removed" | "added";
  text: string;
}

/** Over so many lines in the changed part, the old and the new stand one below the other, as a whole. */
const LIMIT = 1000;

/** The lines of two texts: which stayed, which went, which came. */
export function lines(before: string, after: string): Line[] {
  const [was, is] = [split(before), split(after)];
  let start = 0;
  while (start < was.length && start < is.length && was[start] === is[start]) start++;
  let end = 0;
  while (end < was.length - start && end < is.length - start && was.at(-1 - end) === is.at(-1 - end)) end++;
  const same = (texts: string[]): Line[] => texts.map((text) => ({ kind: "same", text }));
  return [
    ...same(was.slice(0, start)),
    ...middle(was.slice(start, was.length - end), is.slice(start, is.length - end)),
    ...same(was.slice(was.length - end)),
  ];
}

function split(text: string): string[] {
  return text === "" ? [] : text.split("\n");
}

/** By the longest common subsequence. */
function middle(was: string[], is: string[]): Line[] {
  const removed = (text: string): Line => ({ kind: "removed", text });
  const added = (text: string): Line => ({ kind: "added", text });
  if (was.length > LIMIT || is.length > LIMIT) return [...was.map(removed), ...is.map(added)];
  // length[i][j]: of what `was` from i and `is` from j have in common.
  const width = is.length + 1;
  const length = new Uint16Array((was.length + 1) * width);
  const at = (i: number, j: number) => length[i * width + j] ?? 0;
  for (let i = was.length - 1; i >= 0; i--) {
    for (let j = is.length - 1; j >= 0; j--) {
      length[i * width + j] = was[i] === is[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const found: Line[] = [];
  let [i, j] = [0, 0];
  while (i < was.length || j < is.length) {
    const [old, fresh] = [was[i], is[j]];
    if (old !== undefined && old === fresh) {
      found.push({ kind: "same", text: old });
      i++;
      j++;
    } else if (old !== undefined && (fresh === undefined || at(i + 1, j) >= at(i, j + 1))) {
      found.push(removed(old));
      i++;
    } else if (fresh !== undefined) {
      found.push(added(fresh));
      j++;
    }
  }
  return found;
}
