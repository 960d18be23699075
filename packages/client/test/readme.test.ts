import { runReadme } from "@proficient/testing";
import { expect, it } from "vitest";
import { world } from "./support.js";

it("the README's program compiles and runs", async () => {
  const { url, keys } = await world();
  const values = { "http://localhost:8080": url, "pk_...": keys.publishable_key };
  const output = await runReadme(new URL("../README.md", import.meta.url), values);
  expect(output).toContain("You said: Hello!");
  expect(output).toContain("400 invalid_request content");
});
