// Type-checks and runs every example that the API reference shows for our clients, each with its own project, since it may
// delete its objects.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { codeBlocks, fillPlaceholders, runProgram } from "@proficient/testing";
import { expect, it } from "vitest";
import { type OpenApi, operations } from "../../../docs/site/reference/openapi.js";
import { samples } from "../../../docs/site/reference/samples.js";
import { createDocsProject, type DocsProject } from "./docsProject.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const read = (path: string) => readFile(new URL(`../../../${path}`, import.meta.url), "utf8");

it("the examples of the reference compile and run", async () => {
  const document = JSON.parse(await read("openapi.json")) as OpenApi;
  const examples = operations(document).flatMap(({ path, operation }) => samples(document, path, operation));
  expect(examples.length).toBeGreaterThan(30);

  const [setup = ""] = codeBlocks(await read("docs/guide/api.md"), "ts");
  const [imports, clients = ""] = setup.split("\n\n");
  const programs = [];
  for (const { source } of examples) programs.push(toBlock(clients, source, await createDocsProject()));
  await runProgram([imports, ...programs].join("\n"), here);
});

/** Wraps an example in a block with the clients and the IDs it uses. */
function toBlock(clients: string, example: string, { ids, placeholders }: DocsProject): string {
  const constants = Object.entries(ids).map(([name, id]) => `const ${name} = "${id}";`);
  return `{\n${fillPlaceholders(clients, placeholders)}\n${constants.join("\n")}\n${example}\n}`;
}
