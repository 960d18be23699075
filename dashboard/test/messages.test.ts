// How replies are shown: parts while they are written, why they ended, what the provider said, and what they cost.
import { expect, it } from "vitest";
import type { MessagePart, MonitoredMessage } from "../src/api/types.js";
import { rangeOf, startOfRange } from "../src/pages/conversations/dates.js";
import { partEvent, sizeOf, withEvent } from "../src/pages/conversations/liveParts.js";
import { conversationsQuery, conversationsSearch } from "../src/pages/conversations/search.js";
import { parsePairs, queryText, secondsOf } from "../src/pages/settings/connectionFields.js";
import { cutReason, plainExcerpt, providerSaid } from "../src/shared/messages/outcome.js";
import { thoughtFor } from "../src/shared/messages/Reasoning.js";
import { costText, costTitle, sumOf } from "../src/shared/prices/cost.js";

it("collects the parts of a reply from its events", () => {
  const events = [
    partEvent("reasoning_delta", '{"id":"msg_1","index":0,"delta":"Hm"}'),
    partEvent("reasoning_delta", '{"id":"msg_1","index":0,"delta":"m"}'),
    partEvent("delta", '{"id":"msg_1","index":1,"delta":"Hello"}'),
    partEvent("delta", "not json"),
    partEvent("delta", '{"index":-1,"delta":"x"}'),
    partEvent("part", '{"index":2,"part":{"type":"unheard_of"}}'),
    partEvent("delta", '{"id":"msg_1","index":1,"delta":", Ada"}'),
  ];
  const parts = events.reduce<MessagePart[]>((all, event) => (event ? withEvent(all, event) : all), []);
  expect(parts).toEqual([
    { type: "reasoning", text: "Hmm" },
    { type: "text", text: "Hello, Ada" },
    { type: "unheard_of" },
  ]);
  expect(sizeOf(parts)).toBe(13);
});

it("says in words why a reply was cut", () => {
  const reply = { status: "completed", finish_reason: "stop", content: "Hello" } as MonitoredMessage;
  expect(cutReason(reply)).toBeNull();
  expect(cutReason({ ...reply, finish_reason: "length" })).toContain("limit of tokens");
  expect(cutReason({ ...reply, finish_reason: "content_filter" })).toContain("content filter");
  expect(cutReason({ ...reply, status: "cancelled", finish_reason: "cancelled" })).toContain("text so far");
  expect(cutReason({ ...reply, status: "cancelled", content: "" })).toContain("before the first word");
});

it("says what the provider said and how long the model thought", () => {
  const said = { model: "house.gpt-4o", status: 500, message: "The engine is overloaded" };
  expect(providerSaid(said)).toBe("house answered 500: The engine is overloaded");
  expect(providerSaid({ ...said, message: "" })).toBe("house answered 500.");
  expect(providerSaid({ ...said, status: null, message: "connection refused" })).toBe("house: connection refused");
  expect([null, 400, 4_200, 89_000, 150_000].map(thoughtFor)).toEqual([
    "Thought",
    "Thought",
    "Thought for 4 s",
    "Thought for 89 s",
    "Thought for 3 min",
  ]);
});

it("shows excerpts without the marks of Markdown", () => {
  expect(plainExcerpt("# Plan\n\nHere is a **short** *plan* with `code`:\n\n1. [One](https://a.b)\n- two", 100)).toBe(
    "Plan Here is a short plan with code: One two",
  );
  expect(plainExcerpt("2 * 3 * 4 = 24, snake_case_name", 100)).toBe("2 * 3 * 4 = 24, snake_case_name");
  expect(plainExcerpt("x".repeat(1_000), 10)).toBe("xxxxxxxxxx");
});

it("never shows an unknown cost as nothing", () => {
  const usage = { input_tokens: 1, output_tokens: 1 };
  expect(
    sumOf([
      { cost: 0.5, usage },
      { cost: null, usage },
      { cost: null, usage: null },
    ]),
  ).toEqual({
    cost: 0.5,
    unpriced: 1,
  });
  expect(costText({ cost: 0, unpriced: 2 })).toBe("–");
  expect(costText({ cost: 0, unpriced: 0 })).toBe("$0.00");
  expect(costText({ cost: 1.5, unpriced: 1 })).toBe("$1.50 +");
  expect(costTitle({ cost: 1.5, unpriced: 1 })).toBe("1 reply is from models without a price and not included.");
  expect(costTitle({ cost: 1.5, unpriced: 0 })).toBeUndefined();
});

it("filters conversations by ranges, and leaves test users out unless asked", () => {
  const now = new Date(2026, 10, 27, 15).getTime();
  expect(startOfRange(1, now)).toBe(new Date(2026, 10, 27).getTime());
  expect(startOfRange(30, now)).toBe(new Date(2026, 9, 29).getTime());
  expect(rangeOf(startOfRange(7, now), undefined, now)).toBe("7");
  expect(rangeOf(startOfRange(7, now), now, now)).toBe("custom");
  expect(rangeOf(undefined, undefined, now)).toBe("");
  const live = (search: Record<string, unknown>) => conversationsQuery(conversationsSearch(search)).live_mode;
  expect([live({}), live({ users: "test" }), live({ users: "all" }), live({ live: false })]).toEqual([
    true,
    false,
    undefined,
    false,
  ]);
  expect(live({ user: "u_1" })).toBeUndefined();
});

it("reads headers, query parameters and seconds", () => {
  expect(parsePairs("X-Team: support: eu\n\n Authorization : Bearer x ", ":")).toEqual({
    pairs: { "X-Team": "support: eu", Authorization: "Bearer x" },
  });
  expect(parsePairs("api-version=2026-10-01\nb=a=c", "=")).toEqual({
    pairs: { "api-version": "2026-10-01", b: "a=c" },
  });
  expect(parsePairs("nonsense", "=")).toEqual({ error: "“nonsense” is not of the form name=value" });
  expect(queryText({ a: "1", b: "2" })).toBe("a=1\nb=2");
  expect([secondsOf(""), secondsOf("30")]).toEqual([null, 30]);
});
