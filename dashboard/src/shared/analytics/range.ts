import type { FiguresSearch, Range } from "../../routes/activity";

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** As much as the server gives in hours at once, and for how long it keeps them. */
const MOST_HOURS = 31 * DAY;
const HOURS_KEPT = 90 * DAY;

export type Step = "hour" | "day";

/** What is looked at: from the beginning of a step to the end of one. */
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
  own: "Own range",
};

const DAYS: Record<Exclude<Range, "24h" | "own">, number> = { "7d": 7, "30d": 30, "90d": 90, "12m": 365 };

/** The range of the address. The steps of the figures are hours and days in UTC. */
export function spanOf(search: FiguresSearch, now: number): Span {
  const range = search.range ?? "7d";
  if (range === "24h") {
    const to = up(now, HOUR);
    return { from: to - DAY, to, step: "hour" };
  }
  const tomorrow = up(now, DAY);
  const [from, to] = range === "own" ? own(search, tomorrow) : ([tomorrow - DAYS[range] * DAY, tomorrow] as const);
  const step = search.step === "hour" && mayBeHours({ from, to }, now) ? "hour" : "day";
  return { from, to, step };
}

function own({ from, to }: FiguresSearch, tomorrow: number): readonly [number, number] {
  const end = to === undefined ? tomorrow : up(to, DAY);
  const start = from === undefined ? end - 7 * DAY : Math.floor(from / DAY) * DAY;
  return start < end ? [Math.max(0, start), end] : [end - DAY, end];
}

/** Whether the server gives a range in hours, too. */
export function mayBeHours({ from, to }: { from: number; to: number }, now: number): boolean {
  return to - from <= MOST_HOURS && from > now - HOURS_KEPT + HOUR;
}

/** As long a time just before; what is still to come today is left out there, too. */
export function before({ from, to, step }: Span, now: number): Span {
  const length = to - from;
  const end = Math.min(to, up(now, HOUR)) - length;
  const span = { from: from - length, to: Math.max(end, from - length + HOUR) };
  return { ...span, step: mayBeHours(span, now) ? "hour" : step };
}

function up(at: number, length: number): number {
  return Math.ceil(at / length) * length;
}

/** A day in UTC, as a date field has it. */
export function utcDayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** When a day of a date field begins in UTC; that of `later` days later. */
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

/** The beginning of a step, at an axis: days are those of UTC, hours the reader's. */
export function tick(start: number, { from, to, step }: Span): string {
  if (step === "day") return days.format(start);
  return to - from <= DAY ? hours.format(start) : fullHours.format(start);
}

/** The beginning of a step, in full. */
export function stepName(start: number, step: Step): string {
  return step === "day" ? fullDays.format(start) : fullHours.format(start);
}

/** Where days in UTC begin on the reader's clock; nothing if at midnight. */
export function daysBegin(now: number): string | null {
  const midnight = Math.floor(now / DAY) * DAY;
  const local = new Date(midnight);
  return local.getHours() === 0 && local.getMinutes() === 0 ? null : hours.format(local);
}
