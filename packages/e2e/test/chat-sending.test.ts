// Nothing that a person has typed is lost, and nothing is stored twice.
import { createTestProject, script, type TestProject } from "@proficient/testing";
import type { Page, Route } from "playwright-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { messages, openChat, sendMessage, waitForReply } from "../src/index.js";

let project: TestProject;
let page: Page;
beforeEach(async () => {
  project = await createTestProject();
});
afterEach(() => page.context().close());

const field = () => page.getByRole("textbox", { name: "Message to Ada" });
const unsent = () => page.locator('[data-status="unsent"]');
const openConversation = (name: string) => page.getByRole("button", { name, exact: true }).click();

/** Creates interactions with these names; the last one is the newest. */
async function createConversations(...names: string[]): Promise<string[]> {
  const { interactions } = project.user("alice");
  const ids = [];
  for (const name of names) {
    const { interaction } = await interactions.create({ agentId: project.agentId });
    await interactions.update(interaction.id, { name });
    ids.push(interaction.id);
  }
  return ids;
}

/** Returns the texts of all messages on the server. */
async function stored(): Promise<string[]> {
  const client = project.user("alice");
  const texts = [];
  for await (const { id } of client.interactions.iterate()) {
    const { data } = await client.messages.list({ interactionId: id });
    texts.push(...data.map(({ content }) => content));
  }
  return texts;
}

/** Lets the first turns reach the server, but keeps their responses from the page. */
async function loseResponses(count: number): Promise<void> {
  let lost = 0;
  await page.route("**/turns", async (route) => {
    lost += 1;
    if (lost > count) return route.continue();
    await route.fetch();
    await route.abort("connectionreset");
  });
}

/** Holds turns back. Returns a promise of the first one. */
async function holdTurns(): Promise<{ first: Promise<Route> }> {
  let hold: (route: Route) => void;
  const first = new Promise<Route>((resolve) => {
    hold = resolve;
  });
  await page.route("**/turns", (route) => hold(route));
  return { first };
}

describe("a message whose response is lost", () => {
  it("is sent again by itself, and not stored twice", async () => {
    page = await openChat(project);
    await loseResponses(2);
    await sendMessage(page, "Hello");
    await waitForReply(page, "You said: Hello");
    expect(await stored()).toEqual(["Hello", "You said: Hello"]);
  });

  it("is not stored twice by trying again, in a new conversation or an existing one", async () => {
    page = await openChat(project);
    await loseResponses(3);
    await sendMessage(page, "Hello");
    await unsent().getByRole("button", { name: "Try again" }).click();
    await waitForReply(page, "You said: Hello");
    expect(await stored()).toEqual(["Hello", "You said: Hello"]);

    await page.unroute("**/turns");
    await page.route("**/messages?*", (route) => route.abort()); // what would show that it was stored
    await loseResponses(3);
    await sendMessage(page, "More");
    await unsent().getByRole("button", { name: "Try again" }).click();
    await waitForReply(page, "You said: More");
    expect(await stored()).toEqual(["Hello", "You said: Hello", "More", "You said: More"]);
  });

  it("is found on the server", async () => {
    await createConversations("Orders");
    page = await openChat(project);
    await openConversation("Orders");
    await loseResponses(3);
    await sendMessage(page, "Hello");
    await waitForReply(page, "You said: Hello");
    expect(await unsent().count()).toBe(0);
    expect(await stored()).toEqual(["Hello", "You said: Hello"]);
  });
});

describe("a reload while a message is being sent", () => {
  it.each(["has", "has not"])("sends it once if the server %s got it", async (got) => {
    for (const conversation of ["new", "existing"]) {
      project = await createTestProject();
      if (conversation === "existing") await createConversations("Orders");
      page = await openChat(project);
      const { first } = await holdTurns();
      await sendMessage(page, "Hello");
      const route = await first;
      if (got === "has") await route.fetch();
      await page.unroute("**/turns");
      await page.reload();
      await waitForReply(page, "You said: Hello");
      expect(await stored()).toEqual(["Hello", "You said: Hello"]);
      await page.reload();
      await waitForReply(page, "You said: Hello");
      expect(await page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.includes("outbox")))).toEqual(
        [],
      );
      if (conversation === "new") await page.context().close();
    }
  });

  it("keeps a message that could not be sent, but not for another user", async () => {
    page = await openChat(project);
    await page.route("**/turns", (route) => route.abort());
    await sendMessage(page, "Hello");
    await unsent().getByRole("button", { name: "Try again" }).waitFor();
    await page.reload();
    await unsent().getByText("Hello").waitFor();
    await page.evaluate((props) => window.show(props), {
      baseUrl: project.url,
      apiKey: project.keys.publishable_key,
      agentId: project.agentId,
      userExternalId: "bob",
    });
    await page.getByText("How can I help you?").waitFor();
    expect(await page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain("Hello");
  });
});

describe("opening another conversation", () => {
  it("keeps drafts and messages that could not be sent", async () => {
    await createConversations("Orders", "Returns");
    page = await openChat(project);
    await openConversation("Orders");
    await field().fill("A draft");
    await openConversation("Returns");
    expect(await field().inputValue()).toBe("");
    await page.route("**/turns", (route) => route.abort());
    await sendMessage(page, "Hello");
    await unsent().getByRole("button", { name: "Try again" }).waitFor();

    await openConversation("Orders");
    expect(await field().inputValue()).toBe("A draft");
    await openConversation("Orders");
    expect(await field().inputValue()).toBe("A draft");
    await openConversation("Returns");
    await page.unroute("**/turns");
    await unsent().getByRole("button", { name: "Try again" }).click();
    await waitForReply(page, "You said: Hello");
  });

  it("does not stop a message that is being sent, nor its reply", async () => {
    const [orders] = await createConversations("Orders", "Returns");
    page = await openChat(project);
    await openConversation("Orders");
    const { first } = await holdTurns();
    await sendMessage(page, "Hello");
    const route = await first;
    await openConversation("Returns");
    await page.getByText("How can I help you?").waitFor();
    await route.continue();
    const list = () => project.user("alice").messages.list({ interactionId: orders as string });
    await expect
      .poll(async () => (await list()).data.map(({ content }) => content))
      .toEqual(["Hello", "You said: Hello"]);
    await openConversation("Orders");
    await waitForReply(page, "You said: Hello");
    expect(await unsent().count()).toBe(0);
  });

  it("resumes a reply that is in progress when its conversation is opened again", async () => {
    await createConversations("Orders", "Returns");
    page = await openChat(project);
    await openConversation("Orders");
    await sendMessage(page, script({ say: [...Array(40).fill("slow "), "end"], pace: 50 }));
    await messages(page, "agent").filter({ hasText: "slow slow" }).waitFor();
    await openConversation("Returns");
    await page.getByText("How can I help you?").waitFor();
    await openConversation("Orders");
    await waitForReply(page, "slow end");
  });
});

it("keeps a message to a conversation that was deleted elsewhere, for another conversation", async () => {
  const [orders] = await createConversations("Orders");
  page = await openChat(project);
  await openConversation("Orders");
  await field().waitFor();
  await project.admin.interactions.delete(orders as string);
  await sendMessage(page, "Hello");
  await page.getByText("This conversation was deleted.").waitFor();
  await page.getByText("Hello", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Start a new conversation" }).click();
  await expect.poll(() => field().inputValue()).toBe("Hello");
  await field().press("Enter");
  await waitForReply(page, "You said: Hello");
});

describe("the list of conversations", () => {
  it("keeps a new conversation although a list without it arrives later", async () => {
    page = await openChat(project);
    await field().waitFor();
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    let held = 0;
    await page.route("**/interactions?*", async (route) => {
      const response = await route.fetch();
      held += 1;
      if (held === 1) await released;
      await route.fulfill({ response });
    });
    await expect
      .poll(async () => {
        await page.evaluate(() => window.dispatchEvent(new Event("focus")));
        return held;
      })
      .toBe(1);
    await sendMessage(page, "Hello");
    await waitForReply(page, "You said: Hello");
    const item = page.getByRole("navigation").getByRole("button", { name: "Hello", exact: true });
    await item.waitFor();
    release();
    await expect.poll(() => held).toBeGreaterThan(1);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    expect(await item.count()).toBe(1);
  });

  it("starts another conversation right after the first message of one", async () => {
    page = await openChat(project);
    await sendMessage(page, "Hello");
    await waitForReply(page, "You said: Hello");
    await page.getByRole("button", { name: "New conversation" }).first().click();
    await page.getByText("How can I help you?").waitFor();
    await sendMessage(page, "Goodbye");
    await waitForReply(page, "You said: Goodbye");
    expect(await messages(page).count()).toBe(2);
  });

  it("names a conversation after its first message, unless the server has a better name", async () => {
    page = await openChat(project);
    await page.clock.install();
    const list = page.getByRole("navigation");
    const { interactions } = project.user("alice");
    const names = async () => (await interactions.list()).data.map(({ name }) => name);
    await sendMessage(page, "Hello");
    await waitForReply(page, "You said: Hello");
    await list.getByRole("button", { name: "Hello", exact: true }).waitFor();
    const [first] = (await interactions.list()).data;
    await interactions.update(first?.id as string, { name: "A greeting" });
    await page.clock.runFor(15_000); // the chat looks for a name
    await list.getByRole("button", { name: "A greeting", exact: true }).waitFor();

    await page.getByRole("button", { name: "New conversation" }).first().click();
    await page.getByText("How can I help you?").waitFor();
    await sendMessage(page, "Goodbye");
    await waitForReply(page, "You said: Goodbye");
    await list.getByRole("button", { name: "Goodbye", exact: true }).waitFor();
    await page.clock.runFor(15_000);
    await expect.poll(names).toEqual(["Goodbye", "A greeting"]);
  });

  it("names a conversation although the page is left right after the first reply", async () => {
    page = await openChat(project);
    await sendMessage(page, "Hello");
    await waitForReply(page, "You said: Hello");
    await page.goto("about:blank");
    const { interactions } = project.user("alice");
    await expect.poll(async () => (await interactions.list()).data.map(({ name }) => name)).toEqual(["Hello"]);
  });

  it("shows more although its last conversation was deleted elsewhere", async () => {
    const names = Array.from({ length: 105 }, (_, index) => `No. ${index + 1}.`);
    const ids = await createConversations(...names);
    page = await openChat(project);
    await page.getByRole("button", { name: "No. 6.", exact: true }).waitFor();
    await project.admin.interactions.delete(ids[5] as string);
    await page.getByRole("button", { name: "Show more" }).click();
    await page.getByRole("button", { name: "No. 1.", exact: true }).waitFor();
    expect(await page.getByRole("button", { name: "No. 6.", exact: true }).count()).toBe(0);
  });
});
