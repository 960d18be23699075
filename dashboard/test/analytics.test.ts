import { expect, test } from "vitest";
import type { Metrics } from "../src/api/types";
import { dollars, duration } from "../src/kit/numbers";
import { changeOf, TILES, type Tile } from "../src/pages/analytics/tiles";
import { allowsHours, DAY, previousSpan, spanOf, utcDayOf, utcStartOf } from "../src/shared/analytics/range";

const NOW = Date.UTC(2026, 10, 24, 16, 20, 5);
const MIDNIGHT = Date.UTC(2026, 10, 25);

test("ranges are aligned to steps", () => {
  expect(spanOf({ range: "24h" }, NOW)).toEqual({
    from: Date.UTC(2026, 10, 23, 17),
    to: Date.UTC(2026, 10, 24, 17),
    step: "hour",
  });
  expect(spanOf({}, NOW)).toEqual({ from: MIDNIGHT - 7 * DAY, to: MIDNIGHT, step: "day" });
  expect(spanOf({ range: "12m" }, NOW)).toEqual({ from: MIDNIGHT - 365 * DAY, to: MIDNIGHT, step: "day" });
});

test("hourly steps are limited to short and recent ranges", () => {
  expect(spanOf({ range: "7d", step: "hour" }, NOW).step).toBe("hour");
  expect(spanOf({ range: "90d", step: "hour" }, NOW).step).toBe("day");
  expect(allowsHours({ from: NOW - 100 * DAY, to: NOW - 95 * DAY }, NOW)).toBe(false);
});

test("a custom range consists of whole days, whatever the URL says", () => {
  const from = Date.UTC(2026, 9, 1, 5);
  expect(spanOf({ range: "custom", from, to: Date.UTC(2026, 9, 3) }, NOW)).toMatchObject({
    from: Date.UTC(2026, 9, 1),
    to: Date.UTC(2026, 9, 3),
  });
  // Reversed, and before the epoch.
  expect(spanOf({ range: "custom", from: NOW, to: NOW - 9 * DAY }, NOW)).toMatchObject({
    from: MIDNIGHT - 10 * DAY,
    to: MIDNIGHT - 9 * DAY,
  });
  expect(spanOf({ range: "custom", from: -5 * DAY, to: DAY }, NOW).from).toBe(0);
});

test("the previous period has equal length and excludes the rest of today", () => {
  const week = spanOf({ range: "7d" }, NOW);
  expect(previousSpan(week, NOW)).toEqual({
    from: MIDNIGHT - 14 * DAY,
    to: Date.UTC(2026, 10, 24, 17) - 7 * DAY,
    step: "hour",
  });
  const quarter = spanOf({ range: "90d" }, NOW);
  expect(previousSpan(quarter, NOW).step).toBe("day");
  const past = { from: Date.UTC(2026, 9, 1), to: Date.UTC(2026, 9, 8), step: "day" } as const;
  expect(previousSpan(past, NOW)).toEqual({ from: Date.UTC(2026, 8, 24), to: Date.UTC(2026, 9, 1), step: "hour" });
  // Right after midnight it has at least one hour.
  const span = previousSpan(spanOf({ range: "7d" }, MIDNIGHT), MIDNIGHT);
  expect(span.to).toBeGreaterThan(span.from);
});

test("date inputs use UTC days", () => {
  expect(utcDayOf(MIDNIGHT - 1)).toBe("2026-11-24");
  expect(utcStartOf("2026-11-24", 1)).toBe(MIDNIGHT);
  expect(utcStartOf("")).toBeUndefined();
});

const none: Metrics = {
  interactions: 0,
  messages: 0,
  replies: 0,
  failures: 0,
  cancelled: 0,
  cut_by_length: 0,
  cut_by_filter: 0,
  active_users: 0,
  input_tokens: 0,
  output_tokens: 0,
  cost: 0,
  unpriced: 0,
  up: 0,
  down: 0,
  ttft_p50_ms: null,
  ttft_p95_ms: null,
};
const tile = (name: string) => TILES.find((each) => each.name === name) as Tile;

test("compares with the previous period, and rates changes where more is better or worse", () => {
  const failed = tile("Failed replies");
  expect(changeOf(failed, { ...none, replies: 100, failures: 5 }, { ...none, replies: 100, failures: 2 })).toEqual({
    text: "3.0 points",
    direction: "up",
    was: "2%",
    tone: "bad",
  });
  const messages = tile("Messages");
  expect(changeOf(messages, { ...none, messages: 150 }, { ...none, messages: 100 })).toMatchObject({
    text: "50%",
    direction: "up",
    tone: "plain",
  });
  expect(changeOf(messages, { ...none, messages: 5 }, { ...none, messages: 5 })).toMatchObject({ direction: "same" });
  // No percentage from zero, and no rate of zero.
  expect(changeOf(messages, { ...none, messages: 5 }, none)).toBeNull();
  expect(changeOf(failed, none, none)).toBeNull();
  expect(changeOf(messages, none, undefined)).toBeNull();
  expect(tile("First token, p95").of(none)).toBeNull();
});

test("small amounts keep their significant digits", () => {
  expect([0, 12.345, 0.5, 0.0234, 0.00012].map(dollars)).toEqual(["$0.00", "$12.35", "$0.50", "$0.0234", "$0.00012"]);
  expect([999, 1000, 12_340].map(duration)).toEqual(["999 ms", "1.0 s", "12.3 s"]);
});
