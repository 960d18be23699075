import { expect, it } from "vitest";
import { closest } from "../src/closest.js";
import { matchesPage, parsePatterns } from "../src/pagePatterns.js";

const matches = (patterns: string[], path: string) => {
  const { pathname, hash } = new URL(path, "http://host");
  return matchesPage(patterns, { pathname, hash });
};

it.each([
  [[], "/anything", true],
  [["/pricing"], "/pricing", true],
  [["/pricing"], "/pricing/", true],
  [["/pricing/"], "/pricing?plan=1#top", true],
  [["/pricing"], "/pricing/enterprise", false],
  [["/pricing"], "/en/pricing", false],
  [["/docs/*"], "/docs/widget/settings", true],
  [["/docs/*"], "/docs", false],
  [["*/pricing"], "/en/pricing", true],
  [["/"], "/", true],
  [["/"], "/about", false],
  [["/a", "/b"], "/b", true],
  [["/a.b"], "/axb", false], // no regular expressions
  [["/(a+)+$"], "/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", false],
  [["/app#/plans/*"], "/app#/plans/basic", true],
  [["#/plans"], "/whatever#/plans", true],
  [["#/plans"], "/whatever", false],
] as const)("%j matches %s: %s", (patterns, path, expected) => {
  expect(matches([...patterns], path)).toBe(expected);
});

it("parses texts and arrays of paths, and refuses anything else", () => {
  expect(parsePatterns("/pricing, /docs/*")).toEqual(["/pricing", "/docs/*"]);
  expect(parsePatterns(["/pricing"])).toEqual(["/pricing"]);
  for (const wrong of ["pricing", "/a,,/b", "https://host/pricing", [7], {}, 7]) {
    expect(() => parsePatterns(wrong)).toThrow("paths such as /pricing or /docs/*");
  }
});

it.each([
  ["apikey", "apiKey"],
  ["api_key", "apiKey"],
  ["AgentID", "agentId"],
  ["thme", "theme"],
  ["turboTrack", undefined],
  ["cfasync", undefined],
  ["gtmsrc", undefined],
  ["test", undefined],
])("%s probably means %s", (given, meant) => {
  expect(closest(given, ["apiKey", "agentId", "theme", "label", "lang", "open", "side", "dir"])).toBe(meant);
});
