import type { AnalyticsSearch, Range } from "./search";

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** The longest range with hourly data, and how long the server keeps it. */
const MAX_HOURLY_RANGE = 31 * DAY;
const HOURLY_RETENTION = 90 * DAY;

export type Step = "hour" | "day";

/** A time range aligned to its steps. */
export interface Span {
  from: number;
  to: number;
  step: Step;
}

export const LABELS: Record<Range, string> = {
  "24h": "24 hours",
  "7d": "7 days",
  "30d": "30 days",
  "90d": "90 days",
  "12m": "12 months",
  custom: "Custom",
};

const DAYS: Record<Exclude<Range, "24h" | "custom">, number> = { "7d": 7, "30d": 30, "90d": 90, "12m": 365 };

/** Returns the range selected in the URL. Steps are hours or days in UTC. */
export function spanOf(search: AnalyticsSearch, now: number): Span {
  const range = search.range ?? "7d";
  if (range === "24h") {
    const to = up(now, HOUR);
    return { from: to - DAY, to, step: "hour" };
  }
  const tomorrow = up(now, DAY);
  const [from, to] =
    range === "custom" ? custom(search, tomorrow) : ([tomorrow - DAYS[range] * DAY, tomorrow] as const);
  const step = search.step === "hour" && allowsHours({ from, to }, now) ? "hour" : "day";
  return { from, to, step };
}

function custom({ from, to }: AnalyticsSearch, tomorrow: number): readonly [number, number] {
  const end = to === undefined ? tomorrow : up(to, DAY);
  const start = from === undefined ? end - 7 * DAY : Math.floor(from / DAY) * DAY;
  return start < end ? [Math.max(0, start), end] : [end - DAY, end];
}

/** Whether hourly data is available for a range. */
export function allowsHours({ from, to }: { from: number; to: number }, now: number): boolean {
  return to - from <= MAX_HOURLY_RANGE && from > now - HOURLY_RETENTION + HOUR;
}

/** Returns the preceding period of equal length, without the counterpart of the rest of today. */
export function previousSpan({ from, to, step }: Span, now: number): Span {
  const length = to - from;
  const end = Math.min(to, up(now, HOUR)) - length;
  const span = { from: from - length, to: Math.max(end, from - length + HOUR) };
  return { ...span, step: allowsHours(span, now) ? "hour" : step };
}

function up(at: number, length: number): number {
  return Math.ceil(at / length) * length;
}

/** Formats the UTC day of a timestamp for a date input. */
export function utcDayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** Returns the UTC start of a date input's day, plus `later` days. */
export function utcStartOf(day: string, later = 0): number | undefined {
  const at = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(at) ? undefined : at + later * DAY;
}

const days = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric", timeZone: "UTC" });
const fullDays = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeZone: "UTC" });
const hours = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const fullHours = new Intl.DateTimeFormat(undefined, {
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
});

/** Formats the start of a step for an axis: days in UTC, hours in local time. */
export function tick(start: number, { from, to, step }: Span): string {
  if (step === "day") return days.format(start);
  return to - from <= DAY ? hours.format(start) : fullHours.format(start);
}

/** Formats the start of a step in full. */
export function stepName(start: number, step: Step): string {
  return step === "day" ? fullDays.format(start) : fullHours.format(start);
}

/** Returns the local time at which UTC days start, or `null` if that is midnight. */
export function localDayStart(now: number): string | null {
  const midnight = Math.floor(now / DAY) * DAY;
  const local = new Date(midnight);
  return local.getHours() === 0 && local.getMinutes() === 0 ? null : hours.format(local);
}
