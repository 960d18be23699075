// Every example of the reference compiles and runs, each in a project of its own: it may remove what it names.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { blocks, filled, runProgram } from "@proficient/testing";
import { expect, inject, it } from "vitest";
import { type World, world } from "./support.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const specification = new URL("../../../openapi.json", import.meta.url);

it("the examples of the reference compile and run", async () => {
  const { tags } = JSON.parse(await readFile(specification, "utf8")) as { tags: { name: string }[] };
  const pages = await Promise.all(tags.map(({ name }) => page(`api/${name.toLowerCase()}`)));
  const examples = pages.flatMap((text) => blocks(text, "ts"));
  expect(examples.length).toBeGreaterThan(30);

  const [setup = ""] = blocks(await page("api"), "ts");
  const [imports, clients = ""] = setup.split("\n\n");
  const programs = [];
  for (const example of examples) programs.push(inWorld(clients, example, await world()));
  await runProgram([imports, ...programs].join("\n"), here);
});

async function page(path: string): Promise<string> {
  const response = await fetch(`${inject("server").url}/docs/${path}.md`);
  expect(response.status, path).toBe(200);
  return response.text();
}

/** An example as a block of its own, with the clients and IDs that it presumes. */
function inWorld(clients: string, example: string, { ids, values }: World): string {
  const named = Object.entries(ids).map(([name, id]) => `const ${name} = "${id}";`);
  return `{\n${filled(clients, values)}\n${named.join("\n")}\n${example}}`;
}
