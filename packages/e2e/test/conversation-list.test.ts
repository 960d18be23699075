// The list of conversations: when they were last active, groups by day, search. And the times of messages.
import { createTestProject, type TestProject } from "@proficient/testing";
import type { Page } from "playwright-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { chatUrl, context, messages, openChat, sendMessage, violations, waitForReply } from "../src/index.js";

let project: TestProject;
let page: Page;
beforeEach(async () => {
  project = await createTestProject();
});
afterEach(() => page.context().close());

const DAY = 24 * 60 * 60 * 1_000;
/** Noon of a Wednesday, in the time zone of the pages. */
const NOW = Date.parse("2026-06-17T12:00:00Z");

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

/** Opens the chat at a time at which the conversations and messages are as old as given, by name and by text. */
async function openAt(
  ages: Record<string, number>,
  options: { width?: number; lang?: string; locale?: string; scheme?: "light" | "dark"; hasTouch?: boolean } = {},
): Promise<Page> {
  const { width = 1000, lang = "en", locale = "en-US", scheme = "light", hasTouch = false } = options;
  const viewport = { width, height: 720 };
  const browserContext = await context({ viewport, locale, timezoneId: "UTC", hasTouch, isMobile: hasTouch });
  const opened = await browserContext.newPage();
  await opened.clock.setFixedTime(NOW);
  const setAges = (objects: { name?: string; content?: string; created_at: number; updated_at?: number }[]) => {
    for (const object of objects) {
      const age = ages[object.name ?? object.content ?? ""];
      if (age === undefined) continue;
      object.created_at = NOW - age;
      if (object.updated_at !== undefined) object.updated_at = NOW - age;
    }
  };
  await opened.route(/\/(interactions|messages)\?/, async (route) => {
    const response = await route.fetch();
    const list = await response.json();
    setAges(list.data);
    await route.fulfill({ response, json: list });
  });
  await opened.goto(chatUrl(project, { chatSectionHeight: "fill", lang, scheme }));
  return opened;
}
const AGES = {
  "Five minutes": 5 * 60_000,
  Yesterday: DAY,
  "Last week": 5 * DAY,
  "Three weeks": 20 * DAY,
  "In April": 60 * DAY,
  "Last year": 300 * DAY,
};
const MESSAGES = {
  "On Monday": 2 * DAY,
  "Also on Monday": 2 * DAY - 60_000,
  "A day ago": DAY,
  "Before lunch": 60 * 60_000,
};
async function createMessages() {
  const client = project.user("alice");
  const [interactionId = ""] = await createConversations("Five minutes");
  let parentId: string | null = null;
  for (const content of Object.keys(MESSAGES)) {
    parentId = (await client.messages.create({ interactionId, parentId, content })).id;
  }
}

const headings = () => page.locator(".pf-side").getByRole("heading").allTextContents();
const list = () => page.getByRole("navigation");
const item = (name: string) => list().getByRole("button", { name, exact: true });

describe("the list of conversations", () => {
  beforeEach(async () => {
    await createConversations(...Object.keys(AGES));
  });

  it("has groups by when conversations were last active", async () => {
    page = await openAt(AGES);
    await item("Last year").waitFor();
    expect(await headings()).toEqual([
      "Today",
      "Yesterday",
      "Previous 7 days",
      "Previous 30 days",
      "April",
      "August 2025",
    ]);
    await list().getByText("5m ago").waitFor();
    const time = list().getByRole("listitem").filter({ hasText: "In April" }).getByRole("time");
    expect(await time.getAttribute("datetime")).toBe("2026-04-18T12:00:00.000Z");
    expect(await time.getAttribute("title")).toBe("Saturday, April 18, 2026 at 12:00 PM");
    const april = list().getByRole("list", { name: "April" });
    expect(await april.getByRole("listitem").count()).toBe(1);
    expect(await violations(page)).toEqual([]);

    // A message makes a conversation the most recent one.
    await item("In April").click();
    await sendMessage(page, "Hello");
    await waitForReply(page, "You said: Hello");
    const today = list().getByRole("list", { name: "Today" });
    await expect.poll(() => today.getByRole("button").first().textContent()).toBe("In April");
    expect(await april.count()).toBe(0);
  });

  it.each([
    ["de", "de-DE", ["Heute", "Gestern", "Letzte 7 Tage", "Letzte 30 Tage", "April", "August 2025"]],
    ["es", "es-ES", ["Hoy", "Ayer", "Últimos 7 días", "Últimos 30 días", "abril", "agosto de 2025"]],
    ["fr", "fr-FR", ["Aujourd’hui", "Hier", "7 derniers jours", "30 derniers jours", "avril", "août 2025"]],
    ["ja", "ja-JP", ["今日", "昨日", "過去7日間", "過去30日間", "4月", "2025年8月"]],
    ["pt", "pt-BR", ["Hoje", "Ontem", "Últimos 7 dias", "Últimos 30 dias", "abril", "agosto de 2025"]],
  ])("is in the language of the chat: %s", async (lang, locale, expected) => {
    page = await openAt(AGES, { lang, locale });
    await item("Last year").waitFor();
    await expect.poll(headings).toEqual(expected);
    await page.getByRole("searchbox").fill("zzz");
    await page.getByRole("search").getByText("zzz").waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  });

  it("finds conversations by name, archived ones too, and says if there is none", async () => {
    const [archived = ""] = await createConversations("Café in Paris");
    await project.user("alice").interactions.update(archived, { archived: true });
    page = await openAt(AGES);
    const field = page.getByRole("searchbox", { name: "Search conversations" });
    const status = page.getByRole("search").getByRole("status");
    await field.fill("LAST");
    await expect.poll(() => status.textContent()).toBe("Found: 2");
    expect(await list().getByRole("listitem").count()).toBe(2);
    await field.fill("paris cafe");
    await item("Café in Paris").waitFor();
    await field.fill("Rome");
    await expect.poll(() => status.textContent()).toBe("No conversation’s name contains “Rome”.");
    expect(await list().getByRole("listitem").count()).toBe(0);
    expect(await violations(page)).toEqual([]);
    await field.press("Escape");
    expect(await field.inputValue()).toBe("");
    await item("Last year").waitFor();

    // With the keyboard alone.
    await field.pressSequentially("yester");
    await expect.poll(() => status.textContent()).toBe("Found: 1");
    await field.press("Tab");
    await page.keyboard.press("Enter");
    await item("Yesterday").and(page.locator("[aria-current]")).waitFor();
  });

  it("covers a narrow chat, whose header starts a new conversation", async () => {
    page = await openAt(AGES, { width: 400 });
    const open = page.getByRole("button", { name: "Show conversations" });
    await open.click();
    await page.getByRole("button", { name: "New conversation" }).and(page.locator(":focus")).waitFor();
    const side = page.locator(".pf-side");
    await expect.poll(() => side.boundingBox()).toEqual({ x: 0, y: 0, width: 400, height: 720 });
    expect(await violations(page)).toEqual([]);
    const field = page.getByRole("searchbox");
    await field.fill("last");
    await field.press("Escape"); // clears the field
    expect(await side.isVisible()).toBe(true);
    await field.press("Escape"); // closes the list
    await side.waitFor({ state: "hidden" });
    await open.and(page.locator(":focus")).waitFor();

    await open.click();
    await page.getByRole("button", { name: "Hide conversations" }).click();
    await side.waitFor({ state: "hidden" });
    await open.click();
    await item("Yesterday").click();
    await side.waitFor({ state: "hidden" });
    await page.locator(".pf-header").getByRole("button", { name: "New conversation" }).click();
    await page.getByText("How can I help you?").waitFor();
    await sendMessage(page, "Hello");
    await waitForReply(page, "You said: Hello");
    expect(await messages(page).count()).toBe(2);
  });
});

it("searches page by page, and says if it has not searched all", async () => {
  await createConversations("The needle");
  const { interactions } = project.user("alice");
  const create = () => interactions.create({ agentId: project.agentId });
  for (let count = 0; count < 1_000; count += 25) await Promise.all(Array.from({ length: 25 }, create));
  page = await openChat(project);
  const field = page.getByRole("searchbox");
  await field.fill("needle");
  const status = page.getByRole("search").getByRole("status");
  await expect
    .poll(() => status.textContent(), { timeout: 20_000 })
    .toBe("No conversation’s name contains “needle”. Only your 1000 newest conversations were searched.");
  await page.getByRole("button", { name: "Show more" }).click();
  await item("The needle").waitFor();
  await expect.poll(() => status.textContent()).toBe("Found: 1");
});

describe("messages", () => {
  beforeEach(createMessages);

  it("are separated by day", async () => {
    page = await openAt({ ...AGES, ...MESSAGES });
    await page.getByText("Before lunch").waitFor();
    const rows = page.getByRole("list", { name: "Messages" }).locator(".pf-day, .pf-body");
    expect(await rows.allTextContents()).toEqual([
      "Monday, June 15",
      "On Monday",
      "Also on Monday",
      "Yesterday",
      "A day ago",
      "Today",
      "Before lunch",
    ]);
    await page.clock.setFixedTime(NOW + DAY);
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await expect.poll(() => rows.allTextContents()).toContain("Tuesday, June 16");
    expect(await violations(page)).toEqual([]);
  });

  it("show their time on hover and on keyboard focus, with the full date for screen readers", async () => {
    page = await openAt({ ...AGES, ...MESSAGES });
    const message = messages(page, "user").filter({ hasText: "A day ago" });
    const time = message.getByRole("time");
    await time.waitFor();
    const opacity = () => message.locator(".pf-actions").evaluate((element) => getComputedStyle(element).opacity);
    expect(await opacity()).toBe("0");
    await message.hover();
    await expect.poll(opacity).toBe("1");
    await page.locator(".pf-header").hover();
    await expect.poll(opacity).toBe("0");
    await message.getByRole("button", { name: "Copy" }).focus();
    await expect.poll(opacity).toBe("1");
    expect(await time.getAttribute("datetime")).toBe("2026-06-16T12:00:00.000Z");
    expect(await time.locator("[aria-hidden]").textContent()).toBe("12:00 PM");
    expect(await time.locator(".pf-hidden").textContent()).toBe("Tuesday, June 16, 2026 at 12:00 PM");
  });

  it("show their time on touch screens at once", async () => {
    page = await openAt({ ...AGES, ...MESSAGES }, { width: 390, hasTouch: true, locale: "en-GB" });
    const message = messages(page, "user").filter({ hasText: "A day ago" });
    await message.getByText("12:00", { exact: true }).waitFor();
    expect(await message.locator(".pf-actions").evaluate((element) => getComputedStyle(element).opacity)).toBe("1");
  });
});
