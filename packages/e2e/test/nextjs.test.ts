// The example of a Next.js app: the hash is computed where the page is rendered.
import { execFileSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { createRequire } from "node:module";
import { turnHmacOn } from "@proficient/testing";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { context, path, reply, say, startExample, violations, type World, world } from "../src/index.js";

const folder = path("../../examples/nextjs");
const next = createRequire(`${folder}/package.json`).resolve("next/dist/bin/next");
process.env.NEXT_TELEMETRY_DISABLED = "1";

describe("the example of a Next.js app", () => {
  let w: World;
  let example: Awaited<ReturnType<typeof startExample>>;
  beforeAll(async () => {
    execFileSync(process.execPath, [next, "build"], { cwd: folder, env: { ...process.env, NODE_ENV: "production" } });
    w = await world();
    await turnHmacOn(inject("server"), w.keys);
    const environment = {
      NEXT_TELEMETRY_DISABLED: "1",
      PROFICIENT_URL: w.url,
      PROFICIENT_API_KEY: w.keys.publishable_key,
      PROFICIENT_AGENT_ID: w.agentId,
      HMAC_SECRET: w.keys.hmac_secret,
    };
    example = await startExample("nextjs", environment, [next, "start", "--port", "0"]);
  }, 240_000);
  afterAll(() => example?.stop());

  it("talks to who is signed in, with the hash of the server", async () => {
    const page = await (await context()).newPage();
    const problems: string[] = [];
    page.on("console", (message) => {
      // Browsers ask for an icon on their own.
      const { url } = message.location();
      if (message.type() === "error" && !url.endsWith("/favicon.ico")) problems.push(`${message.text()} ${url}`);
    });
    page.on("pageerror", (error) => problems.push(error.message));
    await page.goto(example.url);
    await page.getByLabel("Name").fill("alice");
    await page.getByLabel("Password").fill("builder");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("Wrong name or password").waitFor();
    await page.getByLabel("Name").fill("alice");
    await page.getByLabel("Password").fill("wonderland");
    await page.getByRole("button", { name: "Sign in" }).click();
    await say(page, "Hello");
    await reply(page, "You said: Hello");
    expect(await page.content()).not.toContain("hsec_");
    expect(await violations(page)).toEqual([]);

    // After a reload the server's page and the browser's are one.
    await page.reload();
    await reply(page, "You said: Hello");
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("Name").waitFor();
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("believes no cookie that it did not sign", async () => {
    const forged = createHmac("sha256", "guess").update("alice").digest("base64url");
    const made = await context();
    await made.addCookies([{ name: "session", value: `alice.${forged}`, url: example.url }]);
    const page = await made.newPage();
    await page.goto(example.url);
    await page.getByLabel("Password").waitFor();
    await made.close();
  });
});
