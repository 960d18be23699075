// Parsers for search params, which may hold anything: invalid values become `undefined`.

export function text(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

export function oneOf<T extends string>(value: unknown, allowed: readonly T[]): T | undefined {
  return allowed.find((each) => each === value);
}

export function number(value: unknown): number | undefined {
  const read = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof read === "number" && Number.isFinite(read) ? read : undefined;
}

export function flag(value: unknown): boolean | undefined {
  return value === true || value === "true" ? true : value === false || value === "false" ? false : undefined;
}

/** Returns the dashboard path to open after signing in, never another site; `undefined` for the start page. */
export function backOf(value: unknown): string | undefined {
  const path = text(value);
  return path && /^\/[^/\\]/.test(path) && !path.startsWith("/login") ? path : undefined;
}
