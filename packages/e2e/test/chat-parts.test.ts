// The parts of a reply besides its text, and why it ended.
import { createTestProject, script, type TestProject } from "@proficient/testing";
import type { Page } from "playwright-core";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { messages, openChat, sendMessage, violations, waitForReply } from "../src/index.js";

let project: TestProject;
let page: Page;
beforeAll(async () => {
  project = await createTestProject();
});
afterEach(() => page.context().close());

describe("what the model thinks", () => {
  it("is folded, shown on request with the keyboard, and kept over a reload", async () => {
    page = await openChat(project, { userExternalId: "thinker" });
    await sendMessage(page, script({ think: Array(30).fill("Hmm. "), say: ["It is ", "four."], pace: 60 }));
    const running = page.locator("summary", { hasText: "Thinking…" });
    await running.waitFor();
    await running.press("Enter");
    await page.getByText("Hmm. Hmm.").waitFor();
    await waitForReply(page, "It is four.");
    const summary = page.locator("summary", { hasText: /^Thought for \d+ s$/ });
    await summary.waitFor();
    expect(await page.getByText("Hmm. Hmm.").isVisible()).toBe(true); // still unfolded
    expect(await violations(page)).toEqual([]);
    await page.reload();
    await waitForReply(page, "It is four.");
    await summary.waitFor();
    expect(await page.getByText("Hmm. Hmm.").isVisible()).toBe(false);
    await summary.press("Enter");
    await page.getByText("Hmm. Hmm.").waitFor();
  });
});

describe("other parts", () => {
  const part = (state: string, title = "Look up the order") => ({
    type: "tool_call",
    id: "call_1",
    name: "lookup",
    title,
    arguments: { order_id: 7 },
    state,
    result: null,
    error: "",
  });

  it("show tool calls as a line, and nothing for unknown types", async () => {
    page = await openChat(project, { userExternalId: "caller" });
    await page.route("**/messages?*", async (route) => {
      const response = await route.fetch();
      const { data, ...rest } = await response.json();
      for (const message of data.filter(({ sent_by }: { sent_by: string }) => sent_by === "agent")) {
        message.parts = [
          part("done"),
          { type: "hologram", text: "from the future" },
          part("failed", ""),
          ...message.parts,
          { type: "source", index: 1, document_id: "doc_1", title: "A source", url: "", quote: "" },
        ];
      }
      await route.fulfill({ response, json: { data, ...rest } });
    });
    await sendMessage(page, "Hello");
    await waitForReply(page, "You said: Hello");
    await page.reload();
    const reply = await waitForReply(page, "You said: Hello");
    await reply.getByText("Look up the order", { exact: true }).waitFor();
    await reply.getByText("lookup: didn’t work").waitFor();
    expect(await reply.textContent()).not.toContain("future");
    expect(await violations(page)).toEqual([]);
  });

  it("are followed while they change", async () => {
    page = await openChat(project, { userExternalId: "follower" });
    await page.route("**/turns", async (route) => {
      const response = await route.fetch();
      const [created, ...rest] = (await response.text()).split(/(?=event: message\.delta\n)/);
      const reply = /"id":"(msg_\w+)"(?!.*"sent_by":"user")/s.exec(
        created?.split("event: message.created").at(-1) ?? "",
      )?.[1];
      const event = (state: string) =>
        `event: message.part\ndata: ${JSON.stringify({ id: reply, index: 0, part: part(state) })}\n\n`;
      // The stream ends here, as if the connection broke; the rest comes with the resumed one.
      await route.fulfill({ response, body: created + event("running") + event("waiting") });
      expect(rest.length).toBeGreaterThan(0);
    });
    await page.route("**/messages/*/stream", () => {}); // never answers
    await sendMessage(page, "Hello");
    await page.getByText("Look up the order: waiting for you").waitFor();
  });
});

describe("a reply that was cut", () => {
  it.each([
    ["length", "This reply was cut off because it became too long."],
    ["content_filter", "This reply was cut off by a content filter."],
  ] as const)("by %s says so", async (finish, sentence) => {
    page = await openChat(project, { userExternalId: `cut by ${finish}` });
    await sendMessage(page, script({ say: ["Once upon a"], finish }));
    const reply = await waitForReply(page, "Once upon a");
    await reply.getByText(sentence).waitFor();
    await page.reload();
    await (await waitForReply(page, "Once upon a")).getByText(sentence).waitFor();
    expect(await messages(page, "agent").count()).toBe(1);
  });
});
