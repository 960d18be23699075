// Every example that the API reference shows for our clients compiles and runs, each in a project of its own: it may delete
// what it names.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { blocks, filled, runProgram } from "@proficient/testing";
import { expect, it } from "vitest";
import { type OpenApi, operations } from "../../../docs/site/reference/openapi.js";
import { samples } from "../../../docs/site/reference/samples.js";
import { type World, world } from "./support.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const read = (path: string) => readFile(new URL(`../../../${path}`, import.meta.url), "utf8");

it("the examples of the reference compile and run", async () => {
  const document = JSON.parse(await read("openapi.json")) as OpenApi;
  const examples = operations(document).flatMap(({ path, operation }) => samples(document, path, operation));
  expect(examples.length).toBeGreaterThan(30);

  const [setup = ""] = blocks(await read("docs/guide/api.md"), "ts");
  const [imports, clients = ""] = setup.split("\n\n");
  const programs = [];
  for (const { source } of examples) programs.push(inWorld(clients, source, await world()));
  await runProgram([imports, ...programs].join("\n"), here);
});

/** An example as a block of its own, with the clients and IDs that it presumes. */
function inWorld(clients: string, example: string, { ids, values }: World): string {
  const named = Object.entries(ids).map(([name, id]) => `const ${name} = "${id}";`);
  return `{\n${filled(clients, values)}\n${named.join("\n")}\n${example}\n}`;
}
