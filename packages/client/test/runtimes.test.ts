import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createTestProject } from "@proficient/testing";
import { expect, inject, it } from "vitest";

const program = fileURLToPath(new URL("runtimes.program.mjs", import.meta.url));
const installed = (name: string) => fileURLToPath(new URL(`../../../node_modules/.bin/${name}`, import.meta.url));

it.each([
  ["Node", process.execPath, [program]],
  ["Bun", installed("bun"), [program]],
  ["Deno", installed("deno"), ["run", "--allow-all", program]],
])("both clients work in %s", async (_, command, commandArguments) => {
  const { keys } = await createTestProject();
  const values = [inject("server").url, keys.publishable_key, keys.secret_key, keys.hmac_secret];
  const { stdout } = await promisify(execFile)(command, [...commandArguments, ...values]);
  const { events, ...results } = JSON.parse(stdout);
  expect(results).toEqual({
    externalId: "жена 😀",
    content: "one two",
    aborted: "AbortError",
    timedOut: "ProficientTimeoutError",
    missing: true,
    unreachable: true,
  });
  expect([events[0], events[1], events.at(-1)]).toEqual(["message.created", "message.delta", "message.completed"]);
});
