import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const packedFiles = (folder: URL) => {
  const output = execFileSync("npm", ["pack", "--dry-run", "--json"], { cwd: folder, encoding: "utf8" });
  const [{ files }] = JSON.parse(output) as [{ files: { path: string }[] }];
  return files.map((file) => file.path).sort();
};

const PUBLISHED_FILES = ["README.md", "dist/index.d.ts", "dist/index.js", "dist/index.js.map", "package.json"];

it("the published @proficient/react has few dependencies and is marked for the browser", () => {
  const folder = new URL("../../react/", import.meta.url);
  const code = readFileSync(new URL("dist/index.js", folder), "utf8");
  const imported = [...code.matchAll(/^import .* from "([^"]+)";$/gm)].map(([, name]) => name);
  const dependencies = imported.filter((name) => !name?.startsWith("./")).sort();
  expect(dependencies).toEqual([
    "hast-util-to-jsx-runtime",
    "mdast-util-from-markdown",
    "mdast-util-gfm-footnote",
    "mdast-util-gfm-strikethrough",
    "mdast-util-gfm-table",
    "mdast-util-gfm-task-list-item",
    "mdast-util-to-hast",
    "micromark-extension-cjk-friendly",
    "micromark-extension-gfm",
    "react",
    "react/jsx-runtime",
  ]);
  expect(code.startsWith('"use client";')).toBe(true);
  expect(gzipSync(code).length).toBeLessThan(66 * 1024);
  // The languages of the interface are files of their own, which load when they are needed.
  const languages = ["de", "es", "fr", "ja", "pt"].flatMap((name) => [`dist/${name}.js`, `dist/${name}.js.map`]);
  // So are the highlighter of code and the typesetter of formulas, with its fonts.
  const modules = ["highlighter", "once", "typesetter"].flatMap((name) => [`dist/${name}.js`, `dist/${name}.js.map`]);
  const fonts = ["dist/_katex-files_other-fonts.js", "dist/_katex-files_usual-fonts.js"];
  expect(packedFiles(folder)).toEqual([...PUBLISHED_FILES, ...languages, ...modules, ...fonts].sort());
});

/** Maximum compressed size of a package's code in KB. */
const BUDGETS = { client: 11, admin: 8 };

describe.each(Object.entries(BUDGETS))("the published @proficient/%s", (name, budget) => {
  const folder = new URL(`../../${name}/`, import.meta.url);
  const read = (path: string) => readFileSync(new URL(path, folder), "utf8");

  it("has no dependencies and is small", () => {
    expect(JSON.parse(read("package.json")).dependencies).toBeUndefined();
    for (const file of ["dist/index.js", "dist/index.d.ts"])
      expect(read(file)).not.toMatch(/\b(from|import)\s*\(?["']/);
    expect(gzipSync(read("dist/index.js")).length).toBeLessThan(budget * 1024);
  });

  it("has self-contained types", () => {
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

  it("contains the code, types, a source map and a README", () => {
    expect(packedFiles(folder)).toEqual(PUBLISHED_FILES);
  });
});
