// The Next.js example: the hash is computed on the server when the page is rendered.
import { execFileSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { createRequire } from "node:module";
import { createTestProject, enableHmac, type TestProject } from "@proficient/testing";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { context, path, sendMessage, startExample, violations, waitForReply } from "../src/index.js";

const folder = path("../../examples/nextjs");
const next = createRequire(`${folder}/package.json`).resolve("next/dist/bin/next");
process.env.NEXT_TELEMETRY_DISABLED = "1";

describe("the Next.js example", () => {
  let project: TestProject;
  let example: Awaited<ReturnType<typeof startExample>>;
  beforeAll(async () => {
    execFileSync(process.execPath, [next, "build"], { cwd: folder, env: { ...process.env, NODE_ENV: "production" } });
    project = await createTestProject();
    await enableHmac(inject("server"), project.keys);
    const environment = {
      NEXT_TELEMETRY_DISABLED: "1",
      PROFICIENT_URL: project.url,
      PROFICIENT_API_KEY: project.keys.publishable_key,
      PROFICIENT_AGENT_ID: project.agentId,
      HMAC_SECRET: project.keys.hmac_secret,
    };
    example = await startExample("nextjs", environment, [next, "start", "--port", "0"]);
  }, 240_000);
  afterAll(() => example?.stop());

  it("signs a user in and chats with the hash from the server", async () => {
    const page = await (await context()).newPage();
    const problems: string[] = [];
    page.on("console", (message) => {
      // Browsers request an icon by themselves.
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
    await sendMessage(page, "Hello");
    await waitForReply(page, "You said: Hello");
    expect(await page.content()).not.toContain("hsec_");
    expect(await violations(page)).toEqual([]);

    // After a reload, the server's HTML must match what the browser renders.
    await page.reload();
    await waitForReply(page, "You said: Hello");
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("Name").waitFor();
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("rejects a forged session cookie", async () => {
    const forged = createHmac("sha256", "guess").update("alice").digest("base64url");
    const browserContext = await context();
    await browserContext.addCookies([{ name: "session", value: `alice.${forged}`, url: example.url }]);
    const page = await browserContext.newPage();
    await page.goto(example.url);
    await page.getByLabel("Password").waitFor();
    await browserContext.close();
  });
});
