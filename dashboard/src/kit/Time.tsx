import { useSyncExternalStore } from "react";

const full = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });

const UNITS: readonly [limit: number, unit: Intl.RelativeTimeFormatUnit, length: number][] = [
  [60, "second", 1],
  [3600, "minute", 60],
  [86_400, "hour", 3600],
  [86_400 * 30, "day", 86_400],
];

/** Formats a time as "5 minutes ago", or as a date when more than a month away. */
export function ago(at: number, now: number): string {
  const seconds = Math.round((at - now) / 1000);
  if (Math.abs(seconds) < 10) return "just now";
  const found = UNITS.find(([limit]) => Math.abs(seconds) < limit);
  // Rounds times to come, so that what was just set for seven days is not "in 6 days".
  const whole = seconds > 0 ? Math.round : Math.trunc;
  return found ? relative.format(whole(seconds / found[2]), found[1]) : day.format(at);
}

/** Formats date and time in the user's locale. */
export function dateTime(at: number): string {
  return full.format(at);
}

// One clock for all `Time` elements, updated every 30 seconds.
let now = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void) {
  listeners.add(listener);
  if (!timer) {
    now = Date.now();
    timer = setInterval(() => {
      now = Date.now();
      for (const each of listeners) each();
    }, 30_000);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** A relative time, with date and time as its tooltip. `null` means never. */
export function Time({ at, never = "Never" }: { at: number | null; never?: string }) {
  const current = useSyncExternalStore(subscribe, () => now);
  if (at === null) return <span className="text-faint">{never}</span>;
  return (
    <time dateTime={new Date(at).toISOString()} title={dateTime(at)} className="whitespace-nowrap">
      {ago(at, Math.max(current, Math.min(at, Date.now())))}
    </time>
  );
}
