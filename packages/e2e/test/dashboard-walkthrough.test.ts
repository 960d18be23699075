// A complete walkthrough in a browser, against the real server: from the setup link to users authenticated by HMAC. And
// what each role may do.
import { userHmac } from "@proficient/admin";
import { ProficientClient } from "@proficient/client";
import { startProvider } from "@proficient/testing";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Dashboard, dashboard, invite, join, newProject, OWNER, setUp, setupPath } from "../src/index.js";

let d: Dashboard;
let provider: Awaited<ReturnType<typeof startProvider>>;
let page: Page;
let project: string;
let agent: string;
let publishableKey: string;
beforeAll(async () => {
  provider = await startProvider();
  d = await dashboard();
});
afterAll(async () => {
  await d.stop();
  await provider.close();
});

const at = (path: string) => d.at(`/p/${project}${path}`);
/** The status that an app user gets, with or without a hash. */
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

describe("from setup to authenticated users", () => {
  let first: string;
  let second: string;

  it("sets up the dashboard with the link, once", async () => {
    const link = await setupPath(d);
    page = await setUp(d);
    const late = await d.open(link);
    await late.getByText("Proficient is already set up").waitFor();
    await late.close();
  });

  it("creates a project", async () => {
    project = await newProject(page, "Bakery");
    await page.goto(at("/settings?tab=keys"));
    publishableKey = await page.getByRole("textbox", { name: "publishable key", exact: true }).inputValue();
    expect(publishableKey).toMatch(/^pk_/);
  });

  it("connects a provider", async () => {
    await page.goto(at("/settings?tab=connections"));
    await page.getByRole("button", { name: "New connection" }).click();
    await page.getByLabel("Provider").selectOption("openai_compatible");
    await page.getByLabel("Name").fill("house");
    await page.getByLabel("Base URL").fill(`${provider.url}/v1`);
    await page.getByLabel("API key").fill("a-key-of-ours");
    await page.getByRole("button", { name: "Save connection" }).click();
    await page.getByText("house saved").waitFor();
  });

  it("creates an agent with one of its models", async () => {
    await page.getByRole("link", { name: "Agents" }).click();
    await page.getByRole("button", { name: "New agent" }).click();
    await page.getByLabel("Name").fill("Baker");
    await page.getByRole("dialog").getByRole("button", { name: /Model/ }).click();
    await page.getByRole("combobox").fill("house.script");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Create agent" }).click();
    await page.waitForURL("**/agents/ag_*");
    agent = /ag_[A-Za-z0-9]+/.exec(page.url())?.[0] ?? "";
    await page.getByRole("button", { name: "Model: house.script" }).waitFor();
  });

  it("gets a reply in the playground, with its metrics", async () => {
    await page.getByRole("link", { name: "Open in playground" }).click();
    const inactive = page.getByText("Only test users can talk to this agent");
    await inactive.waitFor();
    await page.getByRole("button", { name: "Activate" }).click();
    await inactive.waitFor({ state: "detached" });
    const chat = page.getByRole("region", { name: "Chat" });
    await chat.getByRole("textbox", { name: /^Message to/ }).fill("Do you have rolls?");
    await page.keyboard.press("Enter");
    await chat.getByText("You said: Do you have rolls?", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Requests" }).click();
    await page.getByRole("article").first().getByText("house.script").waitFor();
  });

  it("turns on HMAC authentication, which rejects requests without a hash", async () => {
    expect(await seen()).toBe(200);
    await page.goto(at("/settings?tab=hmac"));
    await page.getByRole("button", { name: "Reveal…" }).click();
    await page.getByLabel("Your password").fill(OWNER.password);
    await page.getByRole("button", { name: "Reveal", exact: true }).click();
    first = await page.getByRole("textbox", { name: "HMAC secret", exact: true }).inputValue();
    await page.getByRole("button", { name: "Done" }).click();
    // The request above is counted within seconds.
    await page.getByText("Don’t turn this on yet").waitFor({ timeout: 20_000 });
    await page.getByRole("switch", { name: "Require a valid hash" }).click();
    await page.getByRole("button", { name: "Turn on anyway" }).click();
    await page.getByText("HMAC authentication is on").waitFor();
    await expect.poll(() => seen(), soon).toBe(401);
    expect(await seen(await userHmac(first, "alice"))).toBe(200);
    expect(await seen(await userHmac(first, "bob"))).toBe(401);
  });

  it("rotates the secret, and accepts both hashes until the previous secret is retired", async () => {
    await page.getByRole("button", { name: "Rotate…" }).click();
    await page.getByLabel("Your password").fill(OWNER.password);
    await page.getByRole("button", { name: "Rotate", exact: true }).click();
    second = await page.getByRole("textbox", { name: "HMAC secret", exact: true }).inputValue();
    await page.getByRole("button", { name: "Done" }).click();
    const [old, fresh] = [await userHmac(first, "alice"), await userHmac(second, "alice")];
    await expect.poll(() => seen(fresh), soon).toBe(200);
    expect(await seen(old)).toBe(200);
    expect(await seen()).toBe(401);

    await page.getByRole("button", { name: "Retire previous secret…" }).click();
    await page
      .getByRole("button", { name: /^Retire/ })
      .last()
      .click();
    await page.getByText("Previous secret retired").waitFor();
    await expect.poll(() => seen(old), soon).toBe(401);
    expect(await seen(fresh)).toBe(200);
  });

  it("still replies in the playground, where the dashboard signs the test user", async () => {
    await page.goto(at(`/playground?agent=${agent}`));
    const chat = page.getByRole("region", { name: "Chat" });
    await chat.getByRole("textbox", { name: /^Message to/ }).fill("And bread?");
    await page.keyboard.press("Enter");
    await chat.getByText("You said: And bread?", { exact: true }).waitFor();
  });

  it("counts it in analytics within seconds, and records it in the audit log", async () => {
    const totals = async () => {
      const response = await page.request.get(d.at(`/api/projects/${project}/analytics?live_mode=false`));
      const counted = (await response.json()) as { totals: { messages: number; replies: number } };
      return [counted.totals.messages, counted.totals.replies];
    };
    await expect.poll(totals, { timeout: 30_000, interval: 500 }).toEqual([2, 2]);
    await page.goto(at("/analytics?who=test"));
    await page.getByText("house.script").first().waitFor();
    const log = await page.request.get(d.at(`/api/projects/${project}/audit?limit=100`));
    const { data } = (await log.json()) as { data: { action: string; actor: { name: string } }[] };
    expect(data.map(({ action }) => action)).toEqual(
      expect.arrayContaining([
        "project.created",
        "connection.created",
        "agent.created",
        "agent.activated",
        "hmac.revealed",
        "hmac.enabled",
        "hmac.rotated",
        "hmac.retired",
      ]),
    );
    expect(new Set(data.map(({ actor }) => actor.name))).toEqual(new Set([OWNER.name]));
    for (const secret of [first, second, "a-key-of-ours"]) expect(await log.text()).not.toContain(secret);
  }, 45_000);
});

describe("each role", () => {
  const ROLES = ["viewer", "developer", "admin", "owner"] as const;
  type Role = (typeof ROLES)[number];
  const members = {} as Record<Role, Page>;
  beforeAll(async () => {
    for (const role of ROLES) {
      await page.goto(at("/members"));
      members[role] = await d.open(await invite(page, `${role}@example.com`, role));
      await join(members[role], `The ${role}`, `the password of the ${role}`);
    }
  }, 60_000);

  /** Requests with the least role they need, and an invalid body, so that nothing changes. */
  const WRITES: [Role, string, object][] = [
    ["developer", "", { name: "" }],
    ["developer", "/agents", { model: 7 }],
    ["developer", "/connections", { name: 7 }],
    ["developer", "/users", { external_id: 7 }],
    ["developer", "/playground/credentials", { user_id: 7 }],
    ["admin", "/keys", { name: 7 }],
    ["admin", "/hmac/reveal", { password: "not the password" }],
    ["admin", "/hmac/rotate", { password: 7 }],
    ["admin", "/invitations", { email: 7 }],
    ["owner", "/delete", { name: "another" }],
  ];

  it.each(WRITES)("%s: POST %s", async (least, path, data) => {
    for (const role of ROLES) {
      const answer = await members[role].request.post(d.at(`/api/projects/${project}${path}`), { data });
      const text = await answer.text();
      if (ROLES.indexOf(role) < ROLES.indexOf(least)) {
        expect(answer.status(), role).toBe(403);
        expect(text).toContain(`your role in this project is ${role}`);
      } else {
        expect(text, role).not.toContain("your role in this project");
        // 403 for a wrong password, 400 for any other invalid body.
        expect([400, 403], `${role}: ${text}`).toContain(answer.status());
      }
    }
  });

  it("reads everything, and has enabled buttons only for what it may do", async () => {
    for (const role of ROLES) {
      const member = members[role];
      const may = (least: Role) => ROLES.indexOf(role) >= ROLES.indexOf(least);
      for (const path of ["", "/agents", "/users", "/interactions", "/analytics", "/prices", "/audit", "/members"]) {
        const answer = await member.request.get(d.at(`/api/projects/${project}${path}`));
        expect(answer.status(), `${role} ${path}`).toBe(200);
      }
      await member.goto(at("/agents"));
      expect(await enabled(member, "New agent"), role).toBe(may("developer"));
      await member.goto(at("/members"));
      expect(await enabled(member, "Invite"), role).toBe(may("admin"));
      await member.goto(at("/settings?tab=keys"));
      await member.getByRole("textbox", { name: "publishable key", exact: true }).waitFor();
      expect(await enabled(member, "New secret key"), role).toBe(may("admin"));
      await member.goto(at("/settings"));
      await member.getByLabel("Name", { exact: true }).waitFor();
      expect(await enabled(member, "Delete project…"), role).toBe(may("owner"));
    }
  }, 60_000);

  it("does not apply to other projects", async () => {
    await page.goto(d.at("/"));
    const other = await newProject(page, "Butcher");
    for (const role of ROLES) {
      const answer = await members[role].request.get(d.at(`/api/projects/${other}`));
      expect(answer.status(), role).toBe(404);
      await members[role].goto(d.at(`/p/${other}/agents`));
      await members[role].getByRole("heading", { name: "Page not found" }).waitFor();
    }
  }, 40_000);
});

it("does not violate the Content-Security-Policy", () => {
  expect(d.complaints).toEqual([]);
});

/** Whether an enabled button exists. */
async function enabled(where: Page, name: string): Promise<boolean> {
  await where.getByRole("heading", { level: 1 }).waitFor();
  await where.getByRole("status", { name: "Loading" }).first().waitFor({ state: "detached" });
  const button = where.getByRole("button", { name, exact: true }).first();
  return (await button.count()) > 0 && (await button.isEnabled());
}
