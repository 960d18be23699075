/** Ranges of time that are offered, by the number of days. */
export const RANGES = [
  { value: "1", label: "Today" },
  { value: "7", label: "Last 7 days" },
  { value: "30", label: "Last 30 days" },
] as const;

/** Returns the local start of the day that is `days - 1` days before `now`. */
export function startOfRange(days: number, now: number): number {
  const today = new Date(now);
  return new Date(today.getFullYear(), today.getMonth(), today.getDate() - (days - 1)).getTime();
}

/** Returns the offered range that starts at `from` and is open, `custom` for another one, or "" for none. */
export function rangeOf(from: number | undefined, to: number | undefined, now: number): string {
  if (from === undefined && to === undefined) return "";
  if (to !== undefined) return "custom";
  return RANGES.find(({ value }) => startOfRange(Number(value), now) === from)?.value ?? "custom";
}
