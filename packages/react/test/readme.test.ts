import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, it } from "vitest";

it("the README's code compiles against the published types", () => {
  const blocks = readFileSync(new URL("../README.md", import.meta.url), "utf8").matchAll(/^```tsx\n(.*?)^```/gms);
  const folder = fileURLToPath(new URL(`readme-${process.pid}/`, import.meta.url));
  mkdirSync(folder);
  try {
    const files = [...blocks].map(([, program], index) => {
      const file = `${folder}/${index}.tsx`;
      writeFileSync(file, program as string);
      return file;
    });
    expect(files).toHaveLength(5);
    const { config } = ts.readConfigFile(
      fileURLToPath(new URL("../../../tsconfig.json", import.meta.url)),
      ts.sys.readFile,
    );
    const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, folder);
    const problems = ts.getPreEmitDiagnostics(ts.createProgram(files, options));
    const host = { getCanonicalFileName: String, getCurrentDirectory: () => folder, getNewLine: () => "\n" };
    expect(ts.formatDiagnostics(problems, host)).toBe("");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it("the README documents every prop", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const props = readFileSync(new URL("../src/view/props.ts", import.meta.url), "utf8");
  const names = [...props.matchAll(/^ {2}(\w+)\??: .*;$/gm)].map(([, name]) => name);
  expect(names).toContain("layout");
  for (const name of names) expect(readme).toContain(`| \`${name}\` |`);
});
