// What the guides show in TypeScript compiles, and what does not draw runs too, against the real server.
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { blocks, checkProgram, filled, runProgram } from "@proficient/testing";
import { expect, it } from "vitest";
import { world } from "./support.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const folder = new URL("../../../docs/guide/", import.meta.url);
const guides = await Promise.all(
  (await readdir(folder)).map(async (name) => ({ name, text: await readFile(new URL(name, folder), "utf8") })),
);
const showing = (tag: string) => guides.filter(({ text }) => blocks(text, tag).length > 0);

it.each(showing("ts"))("the program of $name compiles and runs", async ({ name, text }) => {
  const { values } = await world();
  const output = await runProgram(filled(blocks(text, "ts").join("\n"), values), here);
  if (name === "javascript.md") {
    expect(output).toContain("You said: Hello!");
    expect(output).toContain("400 invalid_request content");
  }
  if (name === "admin.md") expect(output).toContain("You said: Hello!");
});

it.each(showing("tsx"))("the components of $name compile", async ({ text }) => {
  await checkProgram(blocks(text, "tsx").join("\n"), here);
});

it("there are programs", () => {
  expect(showing("ts").map(({ name }) => name)).toEqual(
    expect.arrayContaining(["admin.md", "api.md", "authentication.md", "javascript.md"]),
  );
  expect(showing("tsx").map(({ name }) => name)).toEqual(["react.md"]);
});
