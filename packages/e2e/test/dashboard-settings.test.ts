// A project's settings in the dashboard: secret keys, HMAC authentication, provider connections.
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
    await page.getByText("No secret keys yet").waitFor();
    await page.getByRole("button", { name: "New secret key" }).click();
    await page.getByLabel("Name").fill("production backend");
    await page.getByRole("button", { name: "Create key" }).click();
    key = await page.getByRole("textbox", { name: "secret key", exact: true }).inputValue();
    expect((await users(key)).data).toEqual([]);
    await page.getByRole("button", { name: "Done" }).click();
    await page.getByRole("cell", { name: "production backend", exact: true }).waitFor();
    expect(await page.content()).not.toContain(key);
    await page.reload();
    await page.getByRole("cell", { name: key.slice(0, 7) }).waitFor();
  });

  it("are revoked", async () => {
    await page.getByRole("button", { name: "Revoke production backend…" }).click();
    await page.getByRole("button", { name: "Revoke key" }).click();
    await page.getByText("No secret keys yet").waitFor();
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

  it("warns before it locks users out", async () => {
    expect(await seen()).toBe(200);
    await tab("hmac");
    // The page refetches the counts.
    await page.getByText("Don’t turn this on yet: 1 request").waitFor({ timeout: 15_000 });
    await page.getByRole("switch", { name: "Require a valid hash" }).click();
    await page.getByText("would have been rejected").last().waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    expect(await page.getByRole("switch").getAttribute("aria-checked")).toBe("false");
  });

  it("reveals its secret only with the password", async () => {
    await page.getByRole("button", { name: "Reveal…" }).click();
    await page.getByLabel("Your password").fill("not the password");
    await page.getByRole("button", { name: "Reveal", exact: true }).click();
    await page.getByRole("alert").waitFor();
    await page.getByLabel("Your password").fill(OWNER.password);
    await page.getByRole("button", { name: "Reveal", exact: true }).click();
    first = await page.getByRole("textbox", { name: "HMAC secret", exact: true }).inputValue();
    expect(first).toMatch(/^hsec_/);
    await page.getByRole("button", { name: "Done" }).click();
    // It is not kept, and no snippet shows it.
    await page.getByText("RECIPE_HELPER_HMAC_SECRET").first().waitFor();
    expect(await page.content()).not.toContain(first);
  });

  it("rejects requests without a hash once it is on", async () => {
    await page.getByRole("switch", { name: "Require a valid hash" }).click();
    await page.getByRole("button", { name: "Turn on anyway" }).click();
    await page.getByText("HMAC authentication is on").waitFor();
    await expect.poll(() => seen(), soon).toBe(401);
    expect(await seen(await userHmac(first, "alice"))).toBe(200);
  });

  it("accepts hashes of both secrets after a rotation, until the previous one is retired", async () => {
    await page.getByRole("button", { name: "Rotate…" }).click();
    await page.getByLabel("Your password").fill(OWNER.password);
    await page.getByRole("button", { name: "Rotate", exact: true }).click();
    second = await page.getByRole("textbox", { name: "HMAC secret", exact: true }).inputValue();
    expect(second).not.toBe(first);
    expect(await page.getByRole("textbox", { name: "previous HMAC secret", exact: true }).inputValue()).toBe(first);
    await page.getByRole("button", { name: "Done" }).click();
    await page.getByText("Two secrets are active").waitFor();
    expect(await page.getByRole("button", { name: "Rotate…" }).isDisabled()).toBe(true);
    const [old, fresh] = [await userHmac(first, "alice"), await userHmac(second, "alice")];
    await expect.poll(() => seen(fresh), soon).toBe(200);
    expect(await seen(old)).toBe(200);

    await page.getByRole("button", { name: "Retire previous secret…" }).click();
    await page
      .getByRole("button", { name: /^Retire/ })
      .last()
      .click();
    await page.getByText("Previous secret retired").waitFor();
    await page.getByText("Two secrets are active").waitFor({ state: "detached" });
    await expect.poll(() => seen(old), soon).toBe(401);
    expect(await seen(fresh)).toBe(200);
  });

  it("is turned off after confirmation", async () => {
    await page.getByRole("switch", { name: "Require a valid hash" }).click();
    await page.getByRole("button", { name: "Turn off" }).click();
    await page.getByText("HMAC authentication is off").waitFor();
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
    await page.getByLabel("Provider").selectOption("openai_compatible");
    await page.getByLabel("Name").fill("house");
    await page.getByLabel("Base URL").fill("http://127.0.0.1:9/v1");
    await page.getByLabel("API key").fill("a-key-of-ours");
    await page.getByRole("dialog").getByRole("button", { name: "Test connection" }).click();
    await page.getByText("Connection failed").waitFor();
    await page.getByLabel("Base URL").fill(`${provider.url}/v1`);
    await page.getByText("Connection failed").waitFor({ state: "detached" });
    await page.getByRole("dialog").getByRole("button", { name: "Test connection" }).click();
    await page.getByText(/^Connected: 1 model in \d+ ms$/).waitFor();
    await page.getByRole("button", { name: "Save connection" }).click();
    await page.getByText("house saved").waitFor();
    expect(await page.content()).not.toContain("a-key-of-ours");
  });

  it("are tested again with the saved key", async () => {
    await page.getByRole("button", { name: "Test house" }).click();
    await page.getByText(/^Connected: 1 model in \d+ ms$/).waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Close" }).last().click();
    await page.getByRole("button", { name: "Edit house" }).click();
    await page.getByText("A key is saved. Leave empty to keep it.").waitFor();
    expect(await page.getByLabel("API key").inputValue()).toBe("");
    await page.getByRole("button", { name: "Save connection" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.getByRole("row", { name: /house/ }).getByText("Set").waitFor();
  });

  it("show errors at the field", async () => {
    await page.getByRole("button", { name: "New connection" }).click();
    await page.getByLabel("Provider").selectOption("openai_compatible");
    await page.getByLabel("Name").fill("house");
    await page.getByLabel("Base URL").fill(`${provider.url}/v1`);
    await page.getByRole("button", { name: "Save connection" }).click();
    expect(await page.getByRole("alert").textContent()).toContain("already has this name");
    expect(await page.getByLabel("Name").getAttribute("aria-invalid")).toBe("true");
    await page.getByRole("button", { name: "Cancel" }).click();
  });

  it("are deleted", async () => {
    await page.getByRole("button", { name: "Delete house" }).click();
    await page.getByRole("button", { name: "Delete connection" }).click();
    await page.getByText("No project connections yet").waitFor();
  });
});

it("does not violate the Content-Security-Policy", () => {
  expect(d.complaints).toEqual([]);
});
