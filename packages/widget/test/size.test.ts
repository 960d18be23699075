import { readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";

const folder = new URL("../dist/", import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder));
const scripts = readdirSync(folder).filter((name) => name.endsWith(".js"));
const modules = scripts.filter((name) => name !== "widget.js");

it("is a single script of at most 120 KB compressed", () => {
  const script = read("widget.js");
  expect(read("widget.js.gz").length).toBeLessThan(120 * 1024);
  // It is a classic script.
  expect(script.toString()).not.toMatch(/\bimport\.meta\b|^\s*(import|export)\s/m);
});

it("loads a highlighter and a typesetter only when a message needs them", () => {
  const script = read("widget.js").toString();
  for (const part of ["highlighter", "typesetter"]) {
    const [name] = new RegExp(`\\b${part}-[\\w-]{8}\\.js\\b`).exec(script) ?? [];
    expect(modules).toContain(name);
  }
});

describe.each(scripts)("%s", (name) => {
  const script = read(name).toString();

  it("has a compressed copy", () => {
    expect(gunzipSync(read(`${name}.gz`)).toString()).toBe(script);
  });

  it("contains no URL of a third-party host", () => {
    const hosts = new Set(script.match(/https?:\/\/[\w.-]+/g));
    // XML namespaces, links in error messages, the default base URL, and prefixes of Markdown autolinks.
    const harmless = /^https?:\/\/(www\.w3\.org|github\.com|reactjs\.org|localhost|host|unifiedjs\.com)/;
    expect([...hosts].filter((host) => !harmless.test(host))).toEqual([]);
  });
});
