import { expect, test } from "vitest";
import { analyticsSearch } from "../src/shared/analytics/search";
import { backOf, flag, number, oneOf, text } from "../src/shell/searchParams";

test("the return path is always a dashboard page, never another site", () => {
  expect(backOf("/p/prj_1/settings?tab=hmac")).toBe("/p/prj_1/settings?tab=hmac");
  for (const bad of [
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
    "/login?back=x",
    "/",
    "",
    7,
    null,
  ]) {
    expect(backOf(bad)).toBeUndefined();
  }
});

test("invalid values are dropped", () => {
  expect([text("a"), text(5), text(""), text({})]).toEqual(["a", "5", undefined, undefined]);
  expect([number("12"), number(3), number("x"), number(""), number(Number.NaN)]).toEqual([
    12,
    3,
    undefined,
    undefined,
    undefined,
  ]);
  expect([flag("true"), flag(false), flag("yes")]).toEqual([true, false, undefined]);
  expect([oneOf("a", ["a", "b"]), oneOf("c", ["a", "b"])]).toEqual(["a", undefined]);
});

test("old analytics links keep a custom range", () => {
  expect(analyticsSearch({ range: "own", from: "1", to: 2, who: "test" })).toMatchObject({
    range: "custom",
    from: 1,
    to: 2,
    who: "test",
  });
});
