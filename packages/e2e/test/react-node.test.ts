// The React example with a backend and HMAC authentication, as its users see it.
import { createTestProject, enableHmac, script, type TestProject } from "@proficient/testing";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { context, messages, sendMessage, startExample, violations, waitForReply } from "../src/index.js";

describe("the React example", () => {
  let project: TestProject;
  let example: Awaited<ReturnType<typeof startExample>>;
  beforeAll(async () => {
    project = await createTestProject({ greetingMessage: "Hello! What can I do for you?", initialTurn: "agent" });
    await enableHmac(inject("server"), project.keys);
    example = await startExample("react-node", {
      PROFICIENT_URL: project.url,
      PROFICIENT_API_KEY: project.keys.publishable_key,
      PROFICIENT_AGENT_ID: project.agentId,
      HMAC_SECRET: project.keys.hmac_secret,
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

  it("works from the login to the deletion of a conversation", async () => {
    const page = await signIn("alice", "wonderland");
    await page.getByRole("button", { name: "New conversation" }).first().click();
    await page.getByText("Hello! What can I do for you?").waitFor();
    await sendMessage(page, "Where is my order?");
    await waitForReply(page, "You said: Where is my order?");

    // A reply is streamed, and continues after a reload.
    await sendMessage(page, script({ say: ["begin ", ...Array(60).fill("on "), "end"], pace: 40 }));
    await messages(page, "agent").filter({ hasText: "begin on" }).waitFor();
    expect(await messages(page, "agent").last().getAttribute("data-status")).toBe("in_progress");
    await page.reload();
    const streaming = messages(page, "agent").filter({ hasText: "begin on" });
    await streaming.and(page.locator('[data-status="in_progress"]')).waitFor();
    await waitForReply(page, "on end");

    // Regenerating creates a second version, and the user can switch between them.
    await messages(page, "agent").last().getByRole("button", { name: "Regenerate" }).click();
    await page.getByText("2 of 2").waitFor();
    await waitForReply(page, "on end");
    await page.getByRole("button", { name: "Previous version" }).click();
    await page.getByText("1 of 2").waitFor();
    expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("Previous version");

    // A conversation is named after its first message until it is renamed.
    const item = page.getByRole("navigation").getByRole("listitem");
    await item.getByText("Where is my order?").hover();
    await item.getByRole("button", { name: "Rename" }).click();
    await page.getByLabel("Conversation name").fill("Orders");
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

  it("shows users nothing of each other", async () => {
    const [alice, bob] = await Promise.all([signIn("alice", "wonderland"), signIn("bob", "builder")]);
    await sendMessage(alice, "A secret of Alice's");
    await sendMessage(bob, "A secret of Bob's");
    await waitForReply(alice, "You said: A secret of Alice's");
    await waitForReply(bob, "You said: A secret of Bob's");
    await Promise.all([alice.reload(), bob.reload()]);
    await messages(bob, "user").first().waitFor();
    expect(await bob.content()).not.toContain("Alice's");
    expect(await alice.content()).not.toContain("Bob's");

    // Two users in the same browser, one after the other.
    await bob.getByRole("button", { name: "Sign out" }).click();
    await bob.getByLabel("Name").fill("alice");
    await bob.getByLabel("Password").fill("wonderland");
    await bob.getByRole("button", { name: "Sign in" }).click();
    await messages(bob, "user").filter({ hasText: "Alice's" }).waitFor();
    expect(await bob.content()).not.toContain("Bob's");
    await Promise.all([alice.context().close(), bob.context().close()]);
  });

  it("rejects a wrong password, and returns a hash only for the session's user", async () => {
    const page = await signIn("alice", "builder");
    await page.getByText("Wrong name or password").waitFor();
    const hash = (cookie?: string) => fetch(`${example.url}/api/hmac`, { headers: cookie ? { cookie } : {} });
    expect((await hash()).status).toBe(401);
    expect((await hash("session=made-up")).status).toBe(401);
    // Bob's session returns Bob's hash whatever the request says, and that hash does not work for Alice.
    const login = await fetch(`${example.url}/api/login`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ id: "bob", password: "builder" }),
    });
    const cookie = login.headers.getSetCookie()[0]?.split(";")[0];
    const response = await fetch(`${example.url}/api/hmac?id=alice`, { headers: { cookie: cookie ?? "" } });
    const { userHmac } = (await response.json()) as { userHmac: string };
    await project.user("bob", { userHmac }).interactions.list();
    await expect(project.user("alice", { userHmac }).interactions.list()).rejects.toMatchObject({ statusCode: 401 });
    await page.context().close();
  });
});
