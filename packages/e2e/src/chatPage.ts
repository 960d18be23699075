import type { TestProject } from "@proficient/testing";
import axe from "axe-core";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page,
} from "playwright-core";
import { inject } from "vitest";
import type { ChatPageProps } from "../pages/main.js";

let browser: Promise<Browser> | undefined;

/** Creates a browser context, which shares nothing with other tests. */
export async function context(options: BrowserContextOptions = {}): Promise<BrowserContext> {
  browser ??= chromium.connect(inject("browser"));
  const newContext = await (await browser).newContext({ viewport: { width: 1100, height: 720 }, ...options });
  newContext.setDefaultTimeout(20_000);
  return newContext;
}

/** Returns the URL of a page with a user's chat. */
export function chatUrl(
  { url, keys, agentId }: TestProject,
  overrides: Partial<ChatPageProps>,
  react: "react18" | "react19" = "react19",
) {
  const props = { baseUrl: url, apiKey: keys.publishable_key, agentId, userExternalId: "alice", ...overrides };
  return `${inject("pages")[react]}/#${encodeURIComponent(JSON.stringify(props))}`;
}

/** Opens a page with a user's chat, in a browser context of its own. */
export async function openChat(
  project: TestProject,
  props: Partial<ChatPageProps> = {},
  options: BrowserContextOptions = {},
): Promise<Page> {
  const page = await (await context(options)).newPage();
  page.on("pageerror", (error) => console.error(error));
  await page.goto(chatUrl(project, { chatSectionHeight: "fill", ...props }));
  return page;
}

/** Types a message and sends it. */
export async function sendMessage(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox", { name: "Message to" }).fill(text);
  await page.keyboard.press("Enter");
}

/** Locates the visible messages, of one side or of both. */
export const messages = (page: Page, side: "user" | "agent" | "message" = "message"): Locator =>
  page.locator(`.pf-${side}[data-id]`);

/** Waits for a completed reply that contains a text, and returns it. */
export async function waitForReply(page: Page, text: string): Promise<Locator> {
  const reply = messages(page, "agent").filter({ hasText: text }).last();
  await reply.and(page.locator('[data-status="completed"]')).waitFor();
  return reply;
}

/** Returns the serious and critical accessibility violations that axe finds. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => (window as unknown as { axe: typeof import("axe-core") }).axe.run());
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join("; ")}`,
    );
}
