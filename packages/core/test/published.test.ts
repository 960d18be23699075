import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const packed = (folder: URL) => {
  const output = execFileSync("npm", ["pack", "--dry-run", "--json"], { cwd: folder, encoding: "utf8" });
  const [{ files }] = JSON.parse(output) as [{ files: { path: string }[] }];
  return files.map((file) => file.path).sort();
};

const EVERYTHING = ["README.md", "dist/index.d.ts", "dist/index.js", "dist/index.js.map", "package.json"];

it("@proficient/react as it is published depends on little, and is for browsers", () => {
  const folder = new URL("../../react/", import.meta.url);
  const code = readFileSync(new URL("dist/index.js", folder), "utf8");
  const imported = [...code.matchAll(/^import .* from "([^"]+)";$/gm)].map(([, name]) => name).sort();
  expect(imported).toEqual(["@proficient/client", "react", "react-markdown", "react/jsx-runtime", "remark-gfm"]);
  expect(code.startsWith('"use client";')).toBe(true);
  expect(gzipSync(code).length).toBeLessThan(30 * 1024);
  expect(packed(folder)).toEqual(EVERYTHING);
});

/** Kilobytes, compressed, that a package's code may have. */
const BUDGETS = { client: 10, admin: 8 };

describe.each(Object.entries(BUDGETS))("@proficient/%s as it is published", (name, budget) => {
  const folder = new URL(`../../${name}/`, import.meta.url);
  const read = (path: string) => readFileSync(new URL(path, folder), "utf8");

  it("imports nothing, and is small", () => {
    expect(JSON.parse(read("package.json")).dependencies).toBeUndefined();
    for (const file of ["dist/index.js", "dist/index.d.ts"])
      expect(read(file)).not.toMatch(/\b(from|import)\s*\(?["']/);
    expect(gzipSync(read("dist/index.js")).length).toBeLessThan(budget * 1024);
  });

  it("has types that stand alone", () => {
    const options = {
      strict: true,
      noEmit: true,
      types: [],
      target: ts.ScriptTarget.ES2022,
      lib: ["lib.es2022.d.ts", "lib.dom.d.ts"],
    };
    const program = ts.createProgram([fileURLToPath(new URL("dist/index.d.ts", folder))], options);
    expect(ts.getPreEmitDiagnostics(program).map(({ messageText }) => messageText)).toEqual([]);
  });

  it("holds the code, its types, a map and a README", () => {
    expect(packed(folder)).toEqual(EVERYTHING);
  });
});
