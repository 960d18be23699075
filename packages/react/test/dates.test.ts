import type { Interaction } from "@proficient/client";
import { describe, expect, it } from "vitest";
import { dateFormats, daysBetween } from "../src/ui/dates.js";
import { chooseLocale } from "../src/ui/language.js";
import { ENGLISH, type Strings } from "../src/ui/strings.js";
import { groupByActivity, matcher } from "../src/view/conversationGroups.js";

const at = (month: number, day: number, hour = 12, minute = 0) => +new Date(2026, month - 1, day, hour, minute);
const now = at(6, 17);

it("counts days by the calendar, not by hours, and not across changes of the clock", () => {
  expect(daysBetween(at(6, 16, 23, 59), at(6, 17, 0, 0))).toBe(1);
  expect(daysBetween(at(6, 17, 0, 0), at(6, 17, 23, 59))).toBe(0);
  expect(daysBetween(at(6, 18), at(6, 17))).toBe(-1);
  for (let day = 1; day <= 365; day += 1) expect(daysBetween(at(1, day, 0), at(1, day + 1, 0))).toBe(1);
});

it.each([
  [now + 60_000, "now"], // the server's clock is ahead
  [now - 59_000, "now"],
  [now - 60_000, "1m ago"],
  [at(6, 17, 11), "1h ago"],
  [at(6, 17, 0), "12h ago"],
  [at(6, 16, 23), "yesterday"],
  [at(6, 11), "6d ago"],
  [at(6, 10), "1w ago"],
  [at(5, 17), "1mo ago"],
  [at(6, 17) - 366 * 86_400_000, "1y ago"],
])("writes %d as %s", (time, text) => {
  // CLDR has changed "1w ago" and others now and then.
  expect(
    dateFormats("en")
      .ago(time, now)
      .replace("last wk.", "1w ago")
      .replace("last mo.", "1mo ago")
      .replace("last yr.", "1y ago"),
  ).toBe(text);
});

it("writes the year only of another one", () => {
  const dates = dateFormats("de-DE");
  expect(dates.day(at(1, 2), now)).toBe("Freitag, 2. Januar");
  expect(dates.day(at(-11, 2), now)).toBe("Donnerstag, 2. Januar 2025");
  expect(dates.month(at(1, 2), now)).toBe("Januar");
  expect(dates.month(at(-11, 2), now)).toBe("Januar 2025");
});

it("groups conversations by when they were last active", () => {
  const times = [at(6, 17, 0), at(6, 16), at(6, 15), at(6, 10), at(6, 9), at(5, 18), at(5, 17), at(-11, 3)];
  const interactions = times.map((_, index) => ({ id: String(index) })) as Interaction[];
  const lastActive = Object.fromEntries(times.map((time, index) => [String(index), time]));
  const t = (key: keyof Strings) => ENGLISH[key];
  const groups = groupByActivity(interactions, lastActive, now, t, dateFormats("en-US"));
  expect(groups.map(({ title, interactions: { length } }) => [title, length])).toEqual([
    ["Today", 1],
    ["Yesterday", 1],
    ["Previous 7 days", 2],
    ["Previous 30 days", 2],
    ["May", 1],
    ["January 2025", 1],
  ]);
});

describe("a search", () => {
  it("finds all words of a query, whatever their case and accents", () => {
    expect(matcher("CAFE order")("My order at the Café")).toBe(true);
    expect(matcher("cafe bill")("My order at the Café")).toBe(false);
    expect(matcher("がっこう")("がっこうの質問")).toBe(true);
    expect(matcher("  ")("anything")).toBe(true);
    expect(matcher(".*")("anything")).toBe(false);
  });
});

it("takes the region of dates from the page or the reader", () => {
  expect(chooseLocale("en", "en-GB", ["en-US"])).toBe("en-GB");
  expect(chooseLocale("en", "en", ["de-CH", "en-AU", "en-US"])).toBe("en-AU");
  expect(chooseLocale("de", undefined, ["en-US"])).toBe("de");
  expect(chooseLocale("de", "de-x_y", ["en-US"])).toBe("de");
});
