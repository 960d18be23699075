// Type-checks and runs every example of the API reference, each with its own project, since it may delete its objects.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { codeBlocks, fillPlaceholders, runProgram } from "@proficient/testing";
import { expect, inject, it } from "vitest";
import { createDocsProject, type DocsProject } from "./docsProject.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const specification = new URL("../../../openapi.json", import.meta.url);

it("the examples of the reference compile and run", async () => {
  const { tags } = JSON.parse(await readFile(specification, "utf8")) as { tags: { name: string }[] };
  const pages = await Promise.all(tags.map(({ name }) => fetchPage(`api/${name.toLowerCase()}`)));
  const examples = pages.flatMap((text) => codeBlocks(text, "ts"));
  expect(examples.length).toBeGreaterThan(30);

  const [setup = ""] = codeBlocks(await fetchPage("api"), "ts");
  const [imports, clients = ""] = setup.split("\n\n");
  const programs = [];
  for (const example of examples) programs.push(toBlock(clients, example, await createDocsProject()));
  await runProgram([imports, ...programs].join("\n"), here);
});

async function fetchPage(path: string): Promise<string> {
  const response = await fetch(`${inject("server").url}/docs/${path}.md`);
  expect(response.status, path).toBe(200);
  return response.text();
}

/** Wraps an example in a block with the clients and the IDs it uses. */
function toBlock(clients: string, example: string, { ids, placeholders }: DocsProject): string {
  const constants = Object.entries(ids).map(([name, id]) => `const ${name} = "${id}";`);
  return `{\n${fillPlaceholders(clients, placeholders)}\n${constants.join("\n")}\n${example}}`;
}
