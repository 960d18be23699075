import AxeBuilder from "axe-core";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page,
} from "playwright-core";
import { inject } from "vitest";
import type { Wish } from "../pages/main.js";
import type { World } from "./world.js";

let browser: Promise<Browser> | undefined;

/** A browser as it is after its installation: without a trace of other tests. */
export async function context(options: BrowserContextOptions = {}): Promise<BrowserContext> {
  browser ??= chromium.connect(inject("browser"));
  const made = await (await browser).newContext({ viewport: { width: 1100, height: 720 }, ...options });
  made.setDefaultTimeout(10_000);
  return made;
}

/** Where the chat of a user is shown. */
export function chatUrl({ url, keys, agentId }: World, wish: Partial<Wish>, react: "react18" | "react19" = "react19") {
  const props = { baseUrl: url, apiKey: keys.publishable_key, agentId, userExternalId: "alice", ...wish };
  return `${inject("pages")[react]}/#${encodeURIComponent(JSON.stringify(props))}`;
}

/** A page with the chat of a user. */
export async function chat(world: World, wish: Partial<Wish> = {}, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await (await context(options)).newPage();
  page.on("pageerror", (error) => console.error(error));
  await page.goto(chatUrl(world, { chatSectionHeight: "fill", ...wish }));
  return page;
}

/** Types a message and sends it. */
export async function say(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox", { name: "Message to" }).fill(text);
  await page.keyboard.press("Enter");
}

/** The messages that are seen, of one side or of both. */
export const messages = (page: Page, side: "user" | "agent" | "message" = "message"): Locator =>
  page.locator(`.pf-${side}[data-id]`);

/** Waits for a reply's end, and gives it. */
export async function reply(page: Page, text: string): Promise<Locator> {
  const found = messages(page, "agent").filter({ hasText: text }).last();
  await found.and(page.locator('[data-status="completed"]')).waitFor();
  return found;
}

/** What axe finds that shuts people out. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AxeBuilder.source);
  const { violations } = await page.evaluate(() => (window as unknown as { axe: typeof AxeBuilder }).axe.run());
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join("; ")}`,
    );
}
