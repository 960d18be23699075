// Type-checks the TypeScript code in the guides, and runs it against the real server unless it is a React component.
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { checkProgram, codeBlocks, fillPlaceholders, runProgram } from "@proficient/testing";
import { expect, it } from "vitest";
import { createDocsProject } from "./docsProject.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const folder = new URL("../../../docs/guide/", import.meta.url);
const guides = await Promise.all(
  (await readdir(folder)).map(async (name) => ({ name, text: await readFile(new URL(name, folder), "utf8") })),
);
const guidesWith = (tag: string) => guides.filter(({ text }) => codeBlocks(text, tag).length > 0);

it.each(guidesWith("ts"))("the code in $name compiles and runs", async ({ name, text }) => {
  const { placeholders } = await createDocsProject();
  const output = await runProgram(fillPlaceholders(codeBlocks(text, "ts").join("\n"), placeholders), here);
  if (name === "javascript.md") {
    expect(output).toContain("You said: Hello!");
    expect(output).toContain("400 invalid_request content");
  }
  if (name === "admin.md") expect(output).toContain("You said: Hello!");
});

it.each(guidesWith("tsx"))("the components in $name compile", async ({ text }) => {
  await checkProgram(codeBlocks(text, "tsx").join("\n"), here);
});

it("the guides have code", () => {
  expect(guidesWith("ts").map(({ name }) => name)).toEqual(
    expect.arrayContaining(["admin.md", "api.md", "authentication.md", "javascript.md"]),
  );
  expect(guidesWith("tsx").map(({ name }) => name)).toEqual(["react.md"]);
});
