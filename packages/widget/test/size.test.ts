import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, it } from "vitest";

const read = (name: string) => readFileSync(new URL(`../dist/${name}`, import.meta.url));

it("is one script of at most 120 KB, compressed", () => {
  const [script, compressed] = [read("widget.js"), read("widget.js.gz")];
  expect(gunzipSync(compressed).equals(script)).toBe(true);
  expect(compressed.length).toBeLessThan(120 * 1024);
  expect(script.toString()).not.toMatch(/\bimport\s*\(|^\s*(import|export)\s/m);
});

it("names no host to load something from", () => {
  const hosts = new Set(
    read("widget.js")
      .toString()
      .match(/https?:\/\/[\w.-]+/g),
  );
  // Namespaces, the addresses of explanations in messages, the default address, and the beginnings of links in Markdown.
  const harmless = /^https?:\/\/(www\.w3\.org|github\.com|reactjs\.org|localhost|host|unifiedjs\.com)/;
  expect([...hosts].filter((host) => !harmless.test(host))).toEqual([]);
});
