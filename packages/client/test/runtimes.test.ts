import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, inject, it } from "vitest";
import { world } from "./support.js";

const program = fileURLToPath(new URL("runtimes.program.mjs", import.meta.url));
const installed = (name: string) => fileURLToPath(new URL(`../../../node_modules/.bin/${name}`, import.meta.url));

it.each([
  ["Node", process.execPath, [program]],
  ["Bun", installed("bun"), [program]],
  ["Deno", installed("deno"), ["run", "--allow-all", program]],
])("both clients work in %s", async (_, command, commandArguments) => {
  const { keys } = await world();
  const values = [inject("server").url, keys.publishable_key, keys.secret_key, keys.hmac_secret];
  const { stdout } = await promisify(execFile)(command, [...commandArguments, ...values]);
  const { events, ...seen } = JSON.parse(stdout);
  expect(seen).toEqual({
    externalId: "жена 😀",
    content: "one two",
    stopped: "AbortError",
    late: "ProficientTimeoutError",
    missing: true,
    unreachable: true,
  });
  expect([events[0], events[1], events.at(-1)]).toEqual(["message.created", "message.delta", "message.completed"]);
});
