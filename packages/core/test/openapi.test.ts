import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const file = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

it.each([
  ["packages", "openapi.json", "packages/core/src/openapi.ts"],
  ["dashboard", "dashboard/openapi.json", "dashboard/src/api/openapi.ts"],
])(
  "the generated types of the %s match the specification (otherwise run: npm run generate)",
  (_, specification, types) => {
    const generator = file("node_modules/openapi-typescript/bin/cli.js");
    const generated = execFileSync(process.execPath, [generator, file(specification)], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    expect(generated === readFileSync(file(types), "utf8")).toBe(true);
  },
);
