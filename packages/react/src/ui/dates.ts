// How times are written. All days are those of the reader's time zone.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Returns how many days after the first time the second one is, by the calendar. */
export function daysBetween(earlier: number, later: number): number {
  const midnight = (at: number) => {
    const date = new Date(at);
    // In UTC, all days have the same length.
    return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  };
  return (midnight(later) - midnight(earlier)) / DAY;
}

/** Writes times in the way of a locale. */
export interface DateFormats {
  /** "2:05 PM" */
  time(at: number): string;
  /** "Friday, November 27, 2026 at 2:05 PM" */
  full(at: number): string;
  /** "Friday, November 27", with the year if it is another one. */
  day(at: number, now: number): string;
  /** "November", with the year if it is another one. */
  month(at: number, now: number): string;
  /** "now", "5m ago", "yesterday", "2w ago" */
  ago(at: number, now: number): string;
}

const cache = new Map<string, DateFormats>();

/** Returns the formats of a locale. */
export function dateFormats(locale: string): DateFormats {
  const formats = cache.get(locale) ?? createFormats(locale);
  cache.set(locale, formats);
  return formats;
}

function createFormats(locale: string): DateFormats {
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options);
  const time = format({ timeStyle: "short" });
  const full = format({ dateStyle: "full", timeStyle: "short" });
  const day = format({ weekday: "long", day: "numeric", month: "long" });
  const month = format({ month: "long" });
  const withYear: Intl.DateTimeFormatOptions = { month: "long", year: "numeric" };
  const [dayAndYear, monthAndYear] = [format({ ...withYear, weekday: "long", day: "numeric" }), format(withYear)];
  const relative = new Intl.RelativeTimeFormat(locale, { style: "narrow", numeric: "auto" });
  const isSameYear = (at: number, now: number) => new Date(at).getFullYear() === new Date(now).getFullYear();
  return {
    time: (at) => time.format(at),
    full: (at) => full.format(at),
    day: (at, now) => (isSameYear(at, now) ? day : dayAndYear).format(at),
    month: (at, now) => (isSameYear(at, now) ? month : monthAndYear).format(at),
    ago: (at, now) => {
      const [amount, unit] = distance(at, now);
      return relative.format(-amount, unit);
    },
  };
}

/** Returns how long ago a time was, in its largest unit. The clocks of the server and the reader may differ. */
function distance(at: number, now: number): [number, Intl.RelativeTimeFormatUnit] {
  const passed = Math.max(0, now - at);
  if (passed < MINUTE) return [0, "second"];
  if (passed < HOUR) return [Math.floor(passed / MINUTE), "minute"];
  const days = daysBetween(at, now);
  if (days === 0 || passed < 6 * HOUR) return [Math.floor(passed / HOUR), "hour"];
  if (days < 7) return [days, "day"];
  if (days < 30) return [Math.floor(days / 7), "week"];
  if (days < 365) return [Math.floor(days / 30), "month"];
  return [Math.floor(days / 365), "year"];
}
