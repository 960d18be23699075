// Headers and query parameters are edited as lines of text.

/** Parses lines such as `X-Team: support`; the error names the line that cannot be read. */
export function parsePairs(text: string, separator: ":" | "="): { pairs: Record<string, string> } | { error: string } {
  const pairs: Record<string, string> = {};
  for (const line of text.split("\n")) {
    if (!line.trim()) continue;
    const at = line.indexOf(separator);
    if (at <= 0)
      return { error: `“${line.trim()}” is not of the form name${separator === ":" ? ": value" : "=value"}` };
    pairs[line.slice(0, at).trim()] = line.slice(at + 1).trim();
  }
  return { pairs };
}

/** Formats query parameters for editing. */
export function queryText(query: Record<string, string>): string {
  return Object.entries(query)
    .map(([name, value]) => `${name}=${value}`)
    .join("\n");
}

/** Returns the seconds that were typed; `null` for none. */
export function secondsOf(text: string): number | null {
  return text.trim() === "" ? null : Number(text);
}
