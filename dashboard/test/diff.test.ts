import fc from "fast-check";
import { expect, test } from "vitest";
import { lines } from "../src/kit/diff";

const short = (before: string, after: string) =>
  lines(before, after).map(({ kind, text }) => `${{ same: " ", removed: "-", added: "+" }[kind]}${text}`);

test("a line in the middle", () => {
  expect(short("one\ntwo\nthree", "one\nzwei\nthree")).toEqual([" one", "-two", "+zwei", " three"]);
});

test("from and to empty text", () => {
  expect(short("", "one\ntwo")).toEqual(["+one", "+two"]);
  expect(short("one", "")).toEqual(["-one"]);
  expect(short("", "")).toEqual([]);
});

test("keeps unchanged lines between changes", () => {
  expect(short("a\nb\nc\nd", "x\nb\nd\ny")).toEqual(["-a", "+x", " b", "-c", " d", "+y"]);
});

test("contains both texts completely", () => {
  const text = fc.array(fc.constantFrom("a", "b", "c", ""), { maxLength: 12 }).map((each) => each.join("\n"));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const found = lines(before, after);
      const side = (left: string) => found.filter(({ kind }) => kind !== left).map((line) => line.text);
      expect(side("added").join("\n")).toBe(before);
      expect(side("removed").join("\n")).toBe(after);
    }),
  );
});

// Without its time limit this comparison takes far longer.
test("compares long texts within the timeout", { timeout: 5_000 }, () => {
  const long = (word: string) => Array.from({ length: 20_000 }, (_, line) => `${word} ${line}`).join("\n");
  expect(lines(long("old"), long("new"))).toHaveLength(40_000);
});
