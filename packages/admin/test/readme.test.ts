import { createProject, runReadme } from "@proficient/testing";
import { expect, inject, it } from "vitest";

it("the README's code compiles and runs", async () => {
  const server = inject("server");
  const { secret_key, hmac_secret } = await createProject(server);
  const values = { "http://localhost:8080": server.url, "sk_...": secret_key, "hsec_...": hmac_secret };
  const output = await runReadme(new URL("../README.md", import.meta.url), values);
  expect(output).toContain("initialTurn: 'agent'");
  expect(output).toContain("zoe");
});
