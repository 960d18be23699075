/** Returns the name that was probably meant: the same letters in another spelling, or at most two typing errors away. */
export function closest(given: string, names: readonly string[]): string | undefined {
  const letters = (name: string) => name.toLowerCase().replace(/[^a-z]/g, "");
  const ranked = names
    .map((name) => ({ name, errors: distance(letters(given), letters(name)) }))
    .sort((a, b) => a.errors - b.errors);
  const [best] = ranked;
  // Short names are close to many others.
  return best && best.errors <= (given.length < 6 ? 1 : 2) ? best.name : undefined;
}

/** Levenshtein's: how many letters to insert, delete or replace. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
