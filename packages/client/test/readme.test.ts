import { createTestProject, runReadme } from "@proficient/testing";
import { expect, it } from "vitest";

it("the README's code compiles and runs", async () => {
  const { url, keys } = await createTestProject();
  const values = { "http://localhost:8080": url, "pk_...": keys.publishable_key };
  const output = await runReadme(new URL("../README.md", import.meta.url), values);
  expect(output).toContain("You said: Hello!");
  expect(output).toContain("400 invalid_request content");
});
