/** What an address says may be anything: these take what fits and leave out the rest. */
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

/** Where to go after the login: a path of the dashboard, never another site; nothing for the first page. */
export function backOf(value: unknown): string | undefined {
  const path = text(value);
  return path && /^\/[^/\\]/.test(path) && !path.startsWith("/login") ? path : undefined;
}
