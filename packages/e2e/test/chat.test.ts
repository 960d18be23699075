// What people do with the component, with both versions of React.
import { script } from "@proficient/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { chat, chatUrl, context, messages, reply, say, type World, world } from "../src/index.js";

describe.each(["react18", "react19"] as const)("the component with %s", (react) => {
  let w: World;
  let made: Awaited<ReturnType<typeof context>>;
  beforeEach(async () => {
    w = await world();
    made = await context();
  });
  afterEach(() => made.close());
  const show = async (wish = {}) => {
    const page = await made.newPage();
    page.on("pageerror", (error) => console.error(error));
    await page.goto(chatUrl(w, { chatSectionHeight: 500, ...wish }, react));
    return page;
  };

  it("sends, streams and stops", async () => {
    const page = await show();
    await say(page, script({ say: Array(300).fill("word "), pace: 20 }));
    await messages(page, "agent").filter({ hasText: "word word" }).waitFor();
    await page.getByRole("button", { name: "Stop" }).click();
    await messages(page, "agent").and(page.locator('[data-status="cancelled"]')).waitFor();
    await page.getByText("Stopped").waitFor();
    const { data } = await w.user("alice").interactions.list();
    const list = await w.user("alice").messages.list({ interactionId: data[0]?.id as string });
    expect(list.data[1]?.status).toBe("cancelled");
  });

  it("edits and sends again, beside what was there", async () => {
    const page = await show();
    await say(page, "First");
    await reply(page, "You said: First");
    await messages(page, "user").first().hover();
    await messages(page, "user").first().getByRole("button", { name: "Edit" }).click();
    const box = page.getByLabel("Edit your message");
    await box.fill("Second");
    await box.press("Enter");
    await reply(page, "You said: Second");
    expect(await messages(page).count()).toBe(2);
    await page.getByText("2 of 2").waitFor();
    await page.getByRole("button", { name: "Previous version" }).click();
    await reply(page, "You said: First");
  });

  it("shows what another tab writes, and that it deletes", async () => {
    const one = await show();
    await say(one, "Hello");
    await reply(one, "You said: Hello");
    const two = await show();
    await reply(two, "You said: Hello");
    await say(one, script({ say: [...Array(30).fill("slow "), "end"], pace: 50 }));
    await messages(two, "agent")
      .filter({ hasText: "slow slow" })
      .and(two.locator('[data-status="in_progress"]'))
      .waitFor();
    await Promise.all([reply(one, "slow end"), reply(two, "slow end")]);

    await one.bringToFront();
    const item = one.getByRole("navigation").getByRole("listitem");
    await item.hover();
    await item.getByRole("button", { name: "Delete" }).click();
    await one.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
    await two.getByText("No conversations yet.").waitFor();
    await two.getByText("This conversation was deleted.").or(two.getByText("What can I do for you?")).waitFor();
  });
});

describe("the component", () => {
  it("asks only when asked, without autoAsk", async () => {
    const w = await world();
    const page = await chat(w, { autoAsk: false });
    await say(page, "Hello");
    await messages(page, "user").filter({ hasText: "Hello" }).waitFor();
    expect(await messages(page, "agent").count()).toBe(0);
    await page.getByRole("button", { name: "Ask Ada" }).click();
    await reply(page, "You said: Hello");
    await page.context().close();
  });

  it("makes new lines, and leaves Enter to who composes a character", async () => {
    const w = await world();
    const page = await chat(w);
    const field = page.getByRole("textbox", { name: "Message to Ada" });
    await field.fill("one");
    await field.press("Shift+Enter");
    await field.pressSequentially("two");
    expect(await field.inputValue()).toBe("one\ntwo");
    await field.dispatchEvent("keydown", { key: "Enter", isComposing: true, bubbles: true, cancelable: true });
    expect(await messages(page).count()).toBe(0);
    await field.press("Enter");
    await reply(page, "You said: one");
    await page.goto("about:blank");
    await page.goto(chatUrl(w, { sendOnEnter: false, userExternalId: "bob" }));
    await field.fill("one");
    await field.press("Enter");
    expect(await messages(page).count()).toBe(0);
    await field.press("Control+Enter");
    await reply(page, "You said: one");
    await page.context().close();
  });

  it("says that the agent is not there, and lets read on", async () => {
    const w = await world();
    const page = await chat(w);
    await say(page, "Hello");
    await reply(page, "You said: Hello");
    await w.admin.agents.deactivate(w.agentId);
    await say(page, "Still there?");
    await page.getByText("Not sent.").waitFor();
    await page.reload();
    await page.getByText("Ada is not available at the moment.").waitFor();
    await reply(page, "You said: Hello");
    expect(await page.getByRole("textbox", { name: "Message to Ada" }).isDisabled()).toBe(true);
    await page.context().close();
  });

  it("says in place what failed, and a way on", async () => {
    const w = await world();
    const page = await chat(w);
    page.on("dialog", () => expect.unreachable("a dialog"));
    await say(page, script({ status: 500 }));
    const note = page.getByRole("alert").filter({ hasText: "There was no reply." });
    await note.getByRole("button", { name: "Try again" }).click();
    await note.waitFor();

    // Without a connection nothing is lost.
    await page.context().setOffline(true);
    await say(page, "Hello");
    const unsent = page.locator('[data-status="unsent"]');
    await unsent.getByText("No connection to the server.").waitFor();
    await page.context().setOffline(false);
    await unsent.getByRole("button", { name: "Try again" }).click();
    await reply(page, "Hello");
    await page.context().close();
  }, 40_000);

  it("rates, archives and copies", async () => {
    const w = await world();
    const page = await chat(w, {}, { permissions: ["clipboard-read", "clipboard-write"] });
    await say(page, script({ say: ["```js\nconst a = 1;\n```"] }));
    const said = await reply(page, "const a");
    await said.getByRole("button", { name: "Good reply" }).click();
    await said.getByRole("button", { name: "Good reply", pressed: true }).waitFor();
    await said.getByRole("button", { name: "Copy code" }).click();
    await said.getByRole("button", { name: "Copied" }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("const a = 1;\n");
    const item = page.getByRole("navigation").getByRole("listitem");
    await item.hover();
    await item.getByRole("button", { name: "Archive" }).click();
    await page.getByRole("button", { name: "Archived (1)" }).click();
    await item.hover();
    await item.getByRole("button", { name: "Move back" }).click();
    await page.getByRole("button", { name: "Archived (1)" }).waitFor({ state: "detached" });
    await page.context().close();
  });

  it("shows a long conversation from its end, and earlier messages when wanted", async () => {
    const w = await world();
    const client = w.user("alice");
    const { interaction } = await client.interactions.create({ agentId: w.agentId });
    let parentId: string | null = null;
    for (let i = 1; i <= 100; i += 1) {
      parentId = (await client.messages.create({ interactionId: interaction.id, parentId, content: `No. ${i}.` })).id;
    }
    const page = await chat(w);
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
