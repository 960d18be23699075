import { createServer } from "node:http";
import { type ListeningServer, listen, type TestProject } from "@proficient/testing";
import type { BrowserContextOptions, Page } from "playwright-core";
import { context } from "./chatPage.js";

/** A site with pages that a test writes. All paths have the same page. */
export interface WidgetSite extends ListeningServer {
  html: string;
  headers: Record<string, string>;
}

/** Starts a site on an origin of its own. */
export async function startSite(): Promise<WidgetSite> {
  const listening = await listen(
    createServer((_, response) => {
      response.writeHead(200, { "Content-Type": "text/html; charset=utf-8", ...site.headers });
      response.end(`<!doctype html><html lang="en"><link rel="icon" href="data:," /><title>Site</title>${site.html}`);
    }),
  );
  const site: WidgetSite = { ...listening, html: "", headers: {} };
  return site;
}

/** Returns a script tag with the widget. */
export function widgetTag({ url, keys, agentId }: TestProject, attributes: Record<string, string> = {}): string {
  const all: Record<string, string> = {
    src: `${url}/widget.js`,
    "data-api-key": keys.publishable_key,
    "data-agent-id": agentId,
    "data-user-external-id": "alice",
    ...attributes,
  };
  return `<script ${Object.entries(all)
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `${name}="${value}"`)
    .join(" ")} async></script>`;
}

/** Opens the site's page in a browser context of its own, and records what the browser reports as errors. */
export async function visit(
  { url }: WidgetSite,
  path = "/",
  options: BrowserContextOptions = {},
): Promise<{ page: Page; errors: string[] }> {
  const page = await (await context(options)).newPage();
  const errors: string[] = [];
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto(url + path);
  return { page, errors };
}

/** The button of the widget. */
export const launcher = (page: Page, name: string | RegExp = /^Chat/) => page.getByRole("button", { name });
