// Which pages a setting is for.

/** Parses path patterns, such as `/pricing` or `/docs/*`. */
export function parsePatterns(value: unknown): readonly string[] {
  const patterns = typeof value === "string" ? value.split(",").map((each) => each.trim()) : value;
  const isPattern = (each: unknown) => typeof each === "string" && /^[/*#]/.test(each);
  if (!Array.isArray(patterns) || !patterns.every(isPattern)) throw "paths such as /pricing or /docs/*";
  return patterns as string[];
}

/**
 * Returns whether a page matches one of the patterns, or there are none. `*` stands for any text, a slash at the end does
 * not matter, and a pattern with `#` is also compared with the fragment.
 */
export function matchesPage(
  patterns: readonly string[] = [],
  { pathname, hash }: { pathname: string; hash: string },
): boolean {
  const trim = (path: string) => (path.length > 1 ? path.replace(/\/$/, "") : path);
  return (
    patterns.length === 0 ||
    patterns.some((pattern) => {
      const parts = trim(pattern.startsWith("#") ? `*${pattern}` : pattern).split("*");
      const source = parts.map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&")).join(".*");
      return new RegExp(`^${source}$`).test(trim(pattern.includes("#") ? pathname + hash : pathname));
    })
  );
}
