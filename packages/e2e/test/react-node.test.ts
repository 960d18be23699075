// The example of a React app with a backend, with HMAC authentication on, as its users see it.
import { script, turnHmacOn } from "@proficient/testing";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { context, messages, reply, say, startExample, violations, type World, world } from "../src/index.js";

describe("the example of a React app", () => {
  let w: World;
  let example: Awaited<ReturnType<typeof startExample>>;
  beforeAll(async () => {
    w = await world("Hello! What can I do for you?");
    await turnHmacOn(inject("server"), w.keys);
    example = await startExample("react-node", {
      PROFICIENT_URL: w.url,
      PROFICIENT_API_KEY: w.keys.publishable_key,
      PROFICIENT_AGENT_ID: w.agentId,
      HMAC_SECRET: w.keys.hmac_secret,
    });
  });
  afterAll(() => example?.stop());

  async function signIn(id: string, password: string): Promise<Page> {
    const page = await (await context()).newPage();
    await page.goto(example.url);
    await page.getByLabel("Name").fill(id);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
    return page;
  }

  it("is used from the login to the deletion of a conversation", async () => {
    const page = await signIn("alice", "wonderland");
    await page.getByRole("button", { name: "New conversation" }).first().click();
    await page.getByText("Hello! What can I do for you?").waitFor();
    await say(page, "Where is my order?");
    await reply(page, "You said: Where is my order?");

    // A reply is written while one watches, and goes on after a reload.
    await say(page, script({ say: ["begin ", ...Array(60).fill("on "), "end"], pace: 40 }));
    await messages(page, "agent").filter({ hasText: "begin on" }).waitFor();
    expect(await messages(page, "agent").last().getAttribute("data-status")).toBe("in_progress");
    await page.reload();
    const streaming = messages(page, "agent").filter({ hasText: "begin on" });
    await streaming.and(page.locator('[data-status="in_progress"]')).waitFor();
    await reply(page, "on end");

    // Asked again there are two, and one goes from one to the other.
    await messages(page, "agent").last().getByRole("button", { name: "Ask again" }).click();
    await page.getByText("2 of 2").waitFor();
    await reply(page, "on end");
    await page.getByRole("button", { name: "Previous version" }).click();
    await page.getByText("1 of 2").waitFor();
    expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("Previous version");

    // Its name is its first message, until it gets another one.
    const item = page.getByRole("navigation").getByRole("listitem");
    await item.getByText("Where is my order?").hover();
    await item.getByRole("button", { name: "Rename" }).click();
    await page.getByLabel("Name of the conversation").fill("Orders");
    await page.keyboard.press("Enter");
    await item.getByText("Orders").waitFor();
    await page.reload();
    await item.getByText("Orders").hover();
    await item.getByRole("button", { name: "Delete" }).click();
    const confirmation = page.getByRole("alertdialog");
    await confirmation.getByRole("button", { name: "Cancel" }).click();
    await item.getByText("Orders").hover();
    await item.getByRole("button", { name: "Delete" }).click();
    await confirmation.getByRole("button", { name: "Delete" }).click();
    await page.getByText("No conversations yet.").waitFor();
    await page.reload();
    await page.getByText("No conversations yet.").waitFor();
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  });

  it("shows its users nothing of each other", async () => {
    const [alice, bob] = await Promise.all([signIn("alice", "wonderland"), signIn("bob", "builder")]);
    await say(alice, "A secret of Alice's");
    await say(bob, "A secret of Bob's");
    await reply(alice, "You said: A secret of Alice's");
    await reply(bob, "You said: A secret of Bob's");
    await Promise.all([alice.reload(), bob.reload()]);
    await messages(bob, "user").first().waitFor();
    expect(await bob.content()).not.toContain("Alice's");
    expect(await alice.content()).not.toContain("Bob's");

    // In one browser, one after the other.
    await bob.getByRole("button", { name: "Sign out" }).click();
    await bob.getByLabel("Name").fill("alice");
    await bob.getByLabel("Password").fill("wonderland");
    await bob.getByRole("button", { name: "Sign in" }).click();
    await messages(bob, "user").filter({ hasText: "Alice's" }).waitFor();
    expect(await bob.content()).not.toContain("Bob's");
    await Promise.all([alice.context().close(), bob.context().close()]);
  });

  it("lets nobody in with a wrong password, nor to a hash without a session", async () => {
    const page = await signIn("alice", "builder");
    await page.getByText("Wrong name or password").waitFor();
    const hash = (cookie?: string) => fetch(`${example.url}/api/hmac`, { headers: cookie ? { cookie } : {} });
    expect((await hash()).status).toBe(401);
    expect((await hash("session=made-up")).status).toBe(401);
    // Bob's session gives Bob's hash, whatever is asked for; with it Alice's conversations are out of reach.
    const login = await fetch(`${example.url}/api/login`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ id: "bob", password: "builder" }),
    });
    const cookie = login.headers.getSetCookie()[0]?.split(";")[0];
    const response = await fetch(`${example.url}/api/hmac?id=alice`, { headers: { cookie: cookie ?? "" } });
    const { userHmac } = (await response.json()) as { userHmac: string };
    await w.user("bob", userHmac).interactions.list();
    await expect(w.user("alice", userHmac).interactions.list()).rejects.toMatchObject({ statusCode: 401 });
    await page.context().close();
  });
});
