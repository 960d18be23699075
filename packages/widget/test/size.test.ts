import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, it } from "vitest";

const read = (name: string) => readFileSync(new URL(`../dist/${name}`, import.meta.url));

it("is a single script of at most 120 KB compressed", () => {
  const [script, compressed] = [read("widget.js"), read("widget.js.gz")];
  expect(gunzipSync(compressed).equals(script)).toBe(true);
  expect(compressed.length).toBeLessThan(120 * 1024);
  expect(script.toString()).not.toMatch(/\bimport\s*\(|^\s*(import|export)\s/m);
});

it("contains no URL of a third-party host", () => {
  const hosts = new Set(
    read("widget.js")
      .toString()
      .match(/https?:\/\/[\w.-]+/g),
  );
  // XML namespaces, links in error messages, the default base URL, and prefixes of Markdown autolinks.
  const harmless = /^https?:\/\/(www\.w3\.org|github\.com|reactjs\.org|localhost|host|unifiedjs\.com)/;
  expect([...hosts].filter((host) => !harmless.test(host))).toEqual([]);
});
