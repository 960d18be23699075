// A project's settings in the dashboard: secret keys, the HMAC switch and its secrets, provider connections.
import { ProficientClient as AdminClient, userHmac } from "@proficient/admin";
import { ProficientClient } from "@proficient/client";
import { startProvider } from "@proficient/testing";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Dashboard, dashboard, newProject, OWNER, setUp } from "../src/index.js";

let d: Dashboard;
let page: Page;
let project: string;
let publishableKey: string;
beforeAll(async () => {
  d = await dashboard();
  page = await setUp(d);
  project = await newProject(page, "Recipe helper");
  await tab("keys");
  publishableKey = await page.getByRole("textbox", { name: "publishable key", exact: true }).inputValue();
});
afterAll(() => d.stop());

const tab = (name: string) => page.goto(d.at(`/p/${project}/settings?tab=${name}`));

describe("secret keys", () => {
  const users = (secretKey: string) => new AdminClient({ secretKey, baseUrl: d.server.url }).users.list();
  let key: string;

  it("are shown once", async () => {
    await page.getByText("No secret key yet").waitFor();
    await page.getByRole("button", { name: "New secret key" }).click();
    await page.getByLabel("Name").fill("production backend");
    await page.getByRole("button", { name: "Create key" }).click();
    key = await page.getByRole("textbox", { name: "secret key", exact: true }).inputValue();
    expect((await users(key)).data).toEqual([]);
    await page.getByRole("button", { name: "I have it" }).click();
    await page.getByRole("cell", { name: "production backend", exact: true }).waitFor();
    expect(await page.content()).not.toContain(key);
    await page.reload();
    await page.getByRole("cell", { name: key.slice(0, 7) }).waitFor();
  });

  it("are revoked", async () => {
    await page.getByRole("button", { name: "Revoke production backend…" }).click();
    await page.getByRole("button", { name: "Revoke key" }).click();
    await page.getByText("No secret key yet").waitFor();
    await expect.poll(() => users(key).catch(({ statusCode }) => statusCode), { timeout: 3_000 }).toBe(401);
  });
});

describe("HMAC authentication", () => {
  const seen = (hash?: string) =>
    new ProficientClient({
      baseUrl: d.server.url,
      apiKey: publishableKey,
      userExternalId: "alice",
      ...(hash && { userHmac: hash }),
    }).interactions
      .list()
      .then(() => 200)
      .catch(({ statusCode }) => statusCode as number);
  const soon = { timeout: 5_000, interval: 100 };
  let first: string;
  let second: string;

  it("warns before it locks anybody out", async () => {
    expect(await seen()).toBe(200);
    await tab("hmac");
    // The page looks again by itself.
    await page.getByText("Do not turn it on yet: 1 request").waitFor({ timeout: 15_000 });
    await page.getByRole("switch", { name: "Require a valid hash" }).click();
    await page.getByText("would have been refused").last().waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    expect(await page.getByRole("switch").getAttribute("aria-checked")).toBe("false");
  });

  it("reveals its secret for the password only", async () => {
    await page.getByRole("button", { name: "Reveal…" }).click();
    await page.getByLabel("Your password").fill("not the password");
    await page.getByRole("button", { name: "Reveal", exact: true }).click();
    await page.getByRole("alert").waitFor();
    await page.getByLabel("Your password").fill(OWNER.password);
    await page.getByRole("button", { name: "Reveal", exact: true }).click();
    first = await page.getByRole("textbox", { name: "HMAC secret", exact: true }).inputValue();
    expect(first).toMatch(/^hsec_/);
    await page.getByRole("button", { name: "Done" }).click();
    // Nothing keeps it, and no program shows it.
    await page.getByText("RECIPE_HELPER_HMAC_SECRET").first().waitFor();
    expect(await page.content()).not.toContain(first);
  });

  it("refuses who has no hash once it is on", async () => {
    await page.getByRole("switch", { name: "Require a valid hash" }).click();
    await page.getByRole("button", { name: "Turn on anyway" }).click();
    await page.getByText("HMAC authentication is on.").waitFor();
    await expect.poll(() => seen(), soon).toBe(401);
    expect(await seen(await userHmac(first, "alice"))).toBe(200);
  });

  it("takes both secrets' hashes after a rotation, until the older one is retired", async () => {
    await page.getByRole("button", { name: "Rotate…" }).click();
    await page.getByLabel("Your password").fill(OWNER.password);
    await page.getByRole("button", { name: "Rotate", exact: true }).click();
    second = await page.getByRole("textbox", { name: "HMAC secret", exact: true }).inputValue();
    expect(second).not.toBe(first);
    expect(await page.getByRole("textbox", { name: "older HMAC secret", exact: true }).inputValue()).toBe(first);
    await page.getByRole("button", { name: "Done" }).click();
    await page.getByText("Two secrets are valid").waitFor();
    expect(await page.getByRole("button", { name: "Rotate…" }).isDisabled()).toBe(true);
    const [old, fresh] = [await userHmac(first, "alice"), await userHmac(second, "alice")];
    await expect.poll(() => seen(fresh), soon).toBe(200);
    expect(await seen(old)).toBe(200);

    await page.getByRole("button", { name: "Retire the older secret…" }).click();
    await page
      .getByRole("button", { name: /^Retire/ })
      .last()
      .click();
    await page.getByText("The older secret is retired.").waitFor();
    await page.getByText("Two secrets are valid").waitFor({ state: "detached" });
    await expect.poll(() => seen(old), soon).toBe(401);
    expect(await seen(fresh)).toBe(200);
  });

  it("is turned off after a question", async () => {
    await page.getByRole("switch", { name: "Require a valid hash" }).click();
    await page.getByRole("button", { name: "Turn off" }).click();
    await page.getByText("HMAC authentication is off.").waitFor();
    await expect.poll(() => seen(), soon).toBe(200);
  });
});

describe("connections", () => {
  let provider: Awaited<ReturnType<typeof startProvider>>;
  beforeAll(async () => {
    provider = await startProvider();
    await tab("connections");
  });
  afterAll(() => provider.close());

  it("are tested before they are saved", async () => {
    await page.getByRole("button", { name: "New connection" }).click();
    await page.getByLabel("Kind").selectOption("openai_compatible");
    await page.getByLabel("Name").fill("house");
    await page.getByLabel("Base URL").fill("http://127.0.0.1:9/v1");
    await page.getByLabel("API key").fill("a-key-of-ours");
    await page.getByRole("dialog").getByRole("button", { name: "Test" }).click();
    await page.getByText("It does not work").waitFor();
    await page.getByLabel("Base URL").fill(`${provider.url}/v1`);
    await page.getByText("It does not work").waitFor({ state: "detached" });
    await page.getByRole("dialog").getByRole("button", { name: "Test" }).click();
    await page.getByText(/^It works: 1 model in \d+ ms$/).waitFor();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("house was saved.").waitFor();
    expect(await page.content()).not.toContain("a-key-of-ours");
  });

  it("are tested again with the key that is kept", async () => {
    await page.getByRole("button", { name: "Test house" }).click();
    await page.getByText(/^It works: 1 model in \d+ ms$/).waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Close" }).last().click();
    await page.getByRole("button", { name: "Edit house" }).click();
    await page.getByText("One is kept. Leave this empty to keep it.").waitFor();
    expect(await page.getByLabel("API key").inputValue()).toBe("");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.getByRole("row", { name: /house/ }).getByText("set").waitFor();
  });

  it("say what is wrong beside the field", async () => {
    await page.getByRole("button", { name: "New connection" }).click();
    await page.getByLabel("Kind").selectOption("openai_compatible");
    await page.getByLabel("Name").fill("house");
    await page.getByLabel("Base URL").fill(`${provider.url}/v1`);
    await page.getByRole("button", { name: "Save" }).click();
    expect(await page.getByRole("alert").textContent()).toContain("has this name already");
    expect(await page.getByLabel("Name").getAttribute("aria-invalid")).toBe("true");
    await page.getByRole("button", { name: "Cancel" }).click();
  });

  it("are deleted", async () => {
    await page.getByRole("button", { name: "Delete house" }).click();
    await page.getByRole("button", { name: "Delete connection" }).click();
    await page.getByText("No connection of this project yet").waitFor();
  });
});

it("breaks no rule of its own pages' policy", () => {
  expect(d.complaints).toEqual([]);
});
