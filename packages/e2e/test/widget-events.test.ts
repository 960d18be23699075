// What the widget tells its page.
import { createTestProject, script, type TestProject } from "@proficient/testing";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  launcher,
  messages,
  sendMessage,
  startSite,
  visit,
  type WidgetSite,
  waitForReply,
  widgetTag,
} from "../src/index.js";

let project: TestProject;
let site: WidgetSite;
beforeAll(async () => {
  project = await createTestProject();
  site = await startSite();
});
afterAll(() => site.close());

type Recorded = [name: string, detail: Record<string, unknown>];
const NAMES = ["ready", "open", "close", "message", "reply", "feedback", "error"];
const recorder = `<script>
  window.seen = [];
  for (const name of ${JSON.stringify(NAMES)}) {
    addEventListener("proficient:" + name, ({ detail }) => seen.push([name, detail]));
  }
</script>`;
const seen = (page: Page) => page.evaluate(() => (window as unknown as { seen: Recorded[] }).seen);
const names = async (page: Page) => (await seen(page)).map(([name]) => name);

it("reports what happens, with IDs and without secrets", async () => {
  site.html = recorder + widgetTag(project);
  const { page, errors } = await visit(site);
  await launcher(page).click();
  await sendMessage(page, "A secret question");
  await waitForReply(page, "You said: A secret question");
  await messages(page, "agent").getByRole("button", { name: "Good reply" }).click();
  await expect.poll(() => names(page)).toContain("feedback");
  await page.keyboard.press("Escape");
  await expect.poll(() => names(page)).toEqual(["ready", "open", "message", "reply", "feedback", "close"]);

  const details = Object.fromEntries(await seen(page)) as Record<string, Record<string, string>>;
  const { agentId } = project;
  const [int, msg] = [expect.stringMatching(/^int_/), expect.stringMatching(/^msg_/)];
  expect(details).toEqual({
    ready: { agentId },
    open: { agentId },
    close: { agentId },
    message: { agentId, interactionId: int, messageId: msg },
    reply: { agentId, interactionId: int, messageId: msg, parentId: details.message?.messageId, status: "completed" },
    feedback: { agentId, interactionId: int, messageId: details.reply?.messageId, rating: "up" },
  });
  const { id, status } = await project.user("alice").messages.get(details.reply?.messageId as string);
  expect([id, status]).toEqual([details.reply?.messageId, "completed"]);
  expect(JSON.stringify(details)).not.toMatch(/secret|alice|pk_/);
  expect(errors).toEqual([]);
  await page.context().close();
});

it("reports stopped replies, and problems that the chat shows", async () => {
  site.html = recorder + widgetTag(project, { "data-user-external-id": "stopper", "data-open": "true" });
  const { page } = await visit(site);
  await sendMessage(page, script({ say: Array(400).fill("word "), pace: 50 }));
  await messages(page, "agent").filter({ hasText: "word" }).waitFor();
  await page.getByRole("button", { name: "Stop" }).click();
  await expect.poll(() => names(page)).toContain("reply");
  expect((await seen(page)).find(([name]) => name === "reply")?.[1]).toMatchObject({ status: "cancelled" });
  await sendMessage(page, script({ status: 500 }));
  await expect.poll(() => names(page)).toContain("error");
  expect((await seen(page)).find(([name]) => name === "error")?.[1]).toEqual({
    agentId: project.agentId,
    kind: "unavailable",
  });
  await page.context().close();
});

it("calls handlers until they unsubscribe, and survives those that throw", async () => {
  site.html = widgetTag(project, { "data-user-external-id": "handler" });
  const { page, errors } = await visit(site);
  await launcher(page).waitFor();
  await page.evaluate(async () => {
    const { Proficient } = window;
    const calls: string[] = [];
    Object.assign(window, { calls });
    Proficient?.on("open", () => {
      throw new Error("a broken handler");
    });
    window.addEventListener("proficient:open", () => {
      throw new Error("a broken listener");
    });
    const stop = Proficient?.on("open", (detail) => {
      calls.push("open");
      (detail as { agentId: string }).agentId = "changed"; // the detail is shared, so it cannot be changed
    });
    Proficient?.on("open", ({ agentId }) => calls.push(agentId));
    Proficient?.on("close", () => calls.push("close"));
    // The button is there already.
    await new Promise<void>((resolve) => Proficient?.on("ready", () => resolve()));
    Proficient?.open();
    Proficient?.open(); // is open already
    Proficient?.close();
    stop?.();
    Proficient?.open();
  });
  const { agentId } = project;
  expect(await page.evaluate(() => (window as unknown as { calls: string[] }).calls)).toEqual([
    ...["open", agentId, "close", agentId],
  ]);
  await expect.poll(() => errors.filter((error) => error === "a broken handler").length).toBe(2);
  expect(errors.filter((error) => error === "a broken listener").length).toBe(2);
  await sendMessage(page, "Hello");
  await waitForReply(page, "You said: Hello");
  const refused = await page.evaluate(() => {
    try {
      window.Proficient?.on("opened" as "open", () => {});
    } catch (error) {
      return String(error);
    }
  });
  expect(refused).toBe('TypeError: Proficient.on: there is no event "opened"');
  await page.context().close();
});

it("lets a handler call the widget, and reports each user's button", async () => {
  site.html = `${recorder}${widgetTag(project, { "data-user-external-id": "one" })}`;
  const { page } = await visit(site);
  await launcher(page).waitFor();
  await page.evaluate(() => {
    window.Proficient?.on("open", () => window.Proficient?.close());
    window.Proficient?.open();
    window.Proficient?.logout();
    window.Proficient?.identify({ userExternalId: "two" });
  });
  await expect.poll(() => names(page)).toEqual(["ready", "open", "close", "ready"]);
  await page.context().close();
});
