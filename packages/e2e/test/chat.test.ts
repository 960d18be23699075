// Using the chat component, with both versions of React.
import { createTestProject, script, type TestProject } from "@proficient/testing";
import type { BrowserContext } from "playwright-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { chatUrl, context, messages, openChat, sendMessage, waitForReply } from "../src/index.js";

describe.each(["react18", "react19"] as const)("the component with %s", (react) => {
  let project: TestProject;
  let browserContext: BrowserContext;
  beforeEach(async () => {
    project = await createTestProject();
    browserContext = await context();
  });
  afterEach(() => browserContext.close());
  const openTab = async () => {
    const page = await browserContext.newPage();
    page.on("pageerror", (error) => console.error(error));
    await page.goto(chatUrl(project, { chatSectionHeight: 500 }, react));
    return page;
  };

  it("sends messages, streams replies and stops them", async () => {
    const page = await openTab();
    await sendMessage(page, script({ say: Array(300).fill("word "), pace: 20 }));
    await messages(page, "agent").filter({ hasText: "word word" }).waitFor();
    await page.getByRole("button", { name: "Stop" }).click();
    await messages(page, "agent").and(page.locator('[data-status="cancelled"]')).waitFor();
    await page.getByText("Stopped").waitFor();
    const { data } = await project.user("alice").interactions.list();
    const list = await project.user("alice").messages.list({ interactionId: data[0]?.id as string });
    expect(list.data[1]?.status).toBe("cancelled");
  });

  it("edits a message, which creates a branch", async () => {
    const page = await openTab();
    await sendMessage(page, "First");
    await waitForReply(page, "You said: First");
    await messages(page, "user").first().hover();
    await messages(page, "user").first().getByRole("button", { name: "Edit" }).click();
    const editor = page.getByLabel("Edit your message");
    await editor.fill("Second");
    await editor.press("Enter");
    await waitForReply(page, "You said: Second");
    expect(await messages(page).count()).toBe(2);
    await page.getByText("2 of 2").waitFor();
    await page.getByRole("button", { name: "Previous version" }).click();
    await waitForReply(page, "You said: First");
  });

  it("shows messages and deletions from another tab", async () => {
    const one = await openTab();
    await sendMessage(one, "Hello");
    await waitForReply(one, "You said: Hello");
    const two = await openTab();
    await waitForReply(two, "You said: Hello");
    await sendMessage(one, script({ say: [...Array(30).fill("slow "), "end"], pace: 50 }));
    await messages(two, "agent")
      .filter({ hasText: "slow slow" })
      .and(two.locator('[data-status="in_progress"]'))
      .waitFor();
    await Promise.all([waitForReply(one, "slow end"), waitForReply(two, "slow end")]);

    await one.bringToFront();
    const item = one.getByRole("navigation").getByRole("listitem");
    await item.hover();
    await item.getByRole("button", { name: "Delete" }).click();
    await one.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
    await two.getByText("No conversations yet.").waitFor();
    await two.getByText("This conversation was deleted.").or(two.getByText("How can I help you?")).waitFor();
  });
});

describe("the component", () => {
  it("does not ask for a reply automatically without autoAsk", async () => {
    const project = await createTestProject();
    const page = await openChat(project, { autoAsk: false });
    await sendMessage(page, "Hello");
    await messages(page, "user").filter({ hasText: "Hello" }).waitFor();
    expect(await messages(page, "agent").count()).toBe(0);
    await page.getByRole("button", { name: "Ask Ada" }).click();
    await waitForReply(page, "You said: Hello");
    await page.context().close();
  });

  it("inserts line breaks, and ignores Enter during IME composition", async () => {
    const project = await createTestProject();
    const page = await openChat(project);
    const field = page.getByRole("textbox", { name: "Message to Ada" });
    await field.fill("one");
    await field.press("Shift+Enter");
    await field.pressSequentially("two");
    expect(await field.inputValue()).toBe("one\ntwo");
    await field.dispatchEvent("keydown", { key: "Enter", isComposing: true, bubbles: true, cancelable: true });
    expect(await messages(page).count()).toBe(0);
    await field.press("Enter");
    await waitForReply(page, "You said: one");
    await page.goto("about:blank");
    await page.goto(chatUrl(project, { sendOnEnter: false, userExternalId: "bob" }));
    await field.fill("one");
    await field.press("Enter");
    expect(await messages(page).count()).toBe(0);
    await field.press("Control+Enter");
    await waitForReply(page, "You said: one");
    await page.context().close();
  });

  it("says that the agent is unavailable, and keeps the conversation readable", async () => {
    const project = await createTestProject();
    const page = await openChat(project);
    await sendMessage(page, "Hello");
    await waitForReply(page, "You said: Hello");
    await project.admin.agents.deactivate(project.agentId);
    await sendMessage(page, "Still there?");
    await page.getByText("Not sent.").waitFor();
    await page.reload();
    await page.getByText("Ada isn’t available right now.").waitFor();
    await waitForReply(page, "You said: Hello");
    expect(await page.getByRole("textbox", { name: "Message to Ada" }).isDisabled()).toBe(true);
    await page.context().close();
  });

  it("shows a failure in place, without technical details, and offers to try again", async () => {
    const project = await createTestProject();
    const page = await openChat(project);
    const debug: string[] = [];
    page.on("console", (message) => message.type() === "debug" && debug.push(message.text()));
    page.on("dialog", () => expect.unreachable("a dialog opened"));
    await sendMessage(page, script({ status: 500 }));
    const note = page.getByRole("alert").filter({ hasText: "Ada didn’t reply." });
    expect(await note.getByRole("paragraph").textContent()).toBe("Ada didn’t reply.");
    await expect.poll(() => debug).toContainEqual(expect.stringMatching(/^Proficient: unavailable: ./));
    await note.getByRole("button", { name: "Try again" }).click();
    await note.waitFor();

    // A message sent offline is kept.
    await page.context().setOffline(true);
    await sendMessage(page, "Hello");
    const unsent = page.locator('[data-status="unsent"]');
    await unsent.getByText("Not sent. Can’t reach the server.").waitFor();
    await page.context().setOffline(false);
    await unsent.getByRole("button", { name: "Try again" }).click();
    await waitForReply(page, "Hello");
    await page.context().close();
  }, 40_000);

  it("rates, archives and copies", async () => {
    const project = await createTestProject();
    const page = await openChat(project, {}, { permissions: ["clipboard-read", "clipboard-write"] });
    await sendMessage(page, script({ say: ["```js\nconst a = 1;\n```"] }));
    const reply = await waitForReply(page, "const a");
    await reply.getByRole("button", { name: "Good reply" }).click();
    await reply.getByRole("button", { name: "Good reply", pressed: true }).waitFor();
    await reply.getByRole("button", { name: "Copy code" }).click();
    await reply.getByRole("button", { name: "Copied" }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("const a = 1;\n");
    const item = page.getByRole("navigation").getByRole("listitem");
    await item.hover();
    await item.getByRole("button", { name: "Archive" }).click();
    await page.getByRole("button", { name: "Archived (1)" }).click();
    await item.hover();
    await item.getByRole("button", { name: "Unarchive" }).click();
    await page.getByRole("button", { name: "Archived (1)" }).waitFor({ state: "detached" });
    await page.context().close();
  });

  it("keeps a comment on a reply with its version until it is stored", async () => {
    const project = await createTestProject();
    const page = await openChat(project);
    await sendMessage(page, "Hello");
    await waitForReply(page, "You said: Hello");
    await page.getByRole("button", { name: "Regenerate" }).click();
    await page.getByText("2 of 2").waitFor();
    const reply = await waitForReply(page, "You said: Hello");
    const badReply = reply.getByRole("button", { name: "Bad reply" });
    const comment = reply.getByRole("textbox", { name: "What was wrong?" });
    const ratings: string[] = [];
    await page.route("**/feedback", (route) => {
      ratings.push(route.request().postData() ?? "");
      return ratings.length === 2 ? route.abort() : route.continue();
    });
    await badReply.click();
    await expect.poll(() => comment.evaluate((element) => element.matches(":focus"))).toBe(true);
    await comment.fill("Too short");
    await page.getByRole("button", { name: "Previous version" }).click();
    await page.getByText("1 of 2").waitFor();
    expect(await comment.count()).toBe(0);
    await page.getByRole("button", { name: "Next version" }).click();
    expect(await comment.inputValue()).toBe("Too short");

    const send = reply.getByRole("button", { name: "Send" });
    await send.click();
    await reply.getByRole("alert").getByText("Your feedback wasn’t saved. Can’t reach the server.").waitFor();
    expect(await reply.getByRole("button", { name: "Try again" }).count()).toBe(0);
    expect(await comment.inputValue()).toBe("Too short");
    await send.click();
    await comment.waitFor({ state: "detached" });
    await expect.poll(() => badReply.evaluate((element) => element.matches(":focus"))).toBe(true);
    expect(await reply.getByRole("alert").count()).toBe(0);
    const { data } = await project.user("alice").interactions.list();
    const list = await project.user("alice").messages.list({ interactionId: data[0]?.id as string });
    expect(list.data.map(({ feedback }) => feedback?.comment)).toEqual([undefined, undefined, "Too short"]);
    await page.context().close();
  });

  it("shows the end of a long conversation, and earlier messages on request", async () => {
    const project = await createTestProject();
    const client = project.user("alice");
    const { interaction } = await client.interactions.create({ agentId: project.agentId });
    let parentId: string | null = null;
    for (let i = 1; i <= 100; i += 1) {
      parentId = (await client.messages.create({ interactionId: interaction.id, parentId, content: `No. ${i}.` })).id;
    }
    const page = await openChat(project);
    await page.getByText("No. 100.").waitFor();
    expect(await messages(page).count()).toBe(40);
    await page.getByRole("button", { name: "Show earlier messages" }).click();
    await expect.poll(() => messages(page).count()).toBe(80);
    await page.getByRole("button", { name: "Show earlier messages" }).click();
    await expect.poll(() => messages(page).count()).toBe(100);
    expect(await page.getByRole("button", { name: "Show earlier messages" }).count()).toBe(0);
    await page.context().close();
  });
});
