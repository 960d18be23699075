// Safari 15.4 is the oldest browser that the guide promises.
import { readdirSync, readFileSync } from "node:fs";
import { unknownToOldSafari } from "@proficient/testing";
import { describe, expect, it } from "vitest";

/** Returns the built scripts in a folder of the repository, with its subfolders. */
function scripts(folder: string): [name: string, script: string][] {
  const root = new URL(`../../../${folder}/`, import.meta.url);
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.m?js$/.test(name))
    .map((name) => [`${folder}/${name}`, readFileSync(new URL(name, root), "utf8")]);
}

const built = ["packages/widget/dist", "packages/react/dist", "packages/client/dist"].flatMap(scripts);

it("finds what is built", () => {
  const names = built.map(([name]) => name);
  expect(names).toContain("packages/widget/dist/widget.js");
  expect(names).toContain("packages/react/dist/index.js");
  expect(names).toContain("packages/client/dist/index.js");
});

it.each(built)("%s has no syntax that Safari 15.4 does not know", (_, script) => {
  expect(unknownToOldSafari(script)).toEqual([]);
});

describe("the check", () => {
  it.each([
    ["static block", "class A { static { run(); } }"],
    ["look-behind", "const a = /(?<!b)c/u;"],
    ["look-behind", 'const a = new RegExp("(?<=b)c");'],
    ["look-behind", "const a = RegExp(`(?<=d)c`);"],
    ["Invalid regular expression", "const a = /[a--b]/v;"],
    ["Invalid regular expression", "const a = /(?i:b)/;"],
    ["Unexpected token", "using a = b; import c from 'd' with { type: 'json' };"],
  ])("finds: %s, in %s", (what, script) => {
    const [first] = unknownToOldSafari(script);
    expect(first).toMatch(new RegExp(`^${what}`, "i"));
  });

  it.each([
    "class A { #b = 1; static c = 2; #d() { return #b in this; } }",
    "a ??= b?.c; await d;",
    "const a = /(?<name>b)/dgu; const e = 'a (? < b';",
  ])("accepts %s", (script) => expect(unknownToOldSafari(script)).toEqual([]));
});
