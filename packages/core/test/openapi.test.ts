import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

it("the types are those of the specification (otherwise: npm run generate)", () => {
  const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));
  const generator = file("../../../node_modules/openapi-typescript/bin/cli.js");
  const generated = execFileSync(process.execPath, [generator, file("../../../openapi.json")], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  expect(generated === readFileSync(file("../src/openapi.ts"), "utf8")).toBe(true);
});
