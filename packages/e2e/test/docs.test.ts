// The pages under /docs in a browser: search, copy, phones, and the widget as its guide shows it.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { codeBlocks, createTestProject, fillPlaceholders, listen } from "@proficient/testing";
import type { BrowserContextOptions, Page } from "playwright-core";
import { expect, inject, it } from "vitest";
import { context, violations } from "../src/index.js";

/** What this test reads of an operation. */
interface Tagged {
  tags: string[];
}

/** A page of the documentation, what it complained about, and what it asked of others. */
async function docs(path: string, options: BrowserContextOptions = {}): Promise<{ page: Page; trouble: string[] }> {
  const { url } = inject("server");
  const page = await (await context(options)).newPage();
  const trouble: string[] = [];
  page.on("pageerror", (error) => trouble.push(String(error)));
  page.on("console", (message) => message.type() === "error" && trouble.push(message.text()));
  page.on(
    "request",
    (request) => /^(data:|blob:)/.test(request.url()) || request.url().startsWith(url) || trouble.push(request.url()),
  );
  await page.goto(`${url}${path}`, { waitUntil: "networkidle" });
  return { page, trouble };
}

it("finds pages by words, with the keyboard", async () => {
  const { page, trouble } = await docs("/docs/");
  const input = page.locator("#localsearch-input");
  // The shortcut works once the page's script has run.
  const open = () => page.keyboard.press("/").then(() => input.count());
  await expect.poll(open, { timeout: 20_000 }).toBe(1);
  await input.fill("worked exam");
  const first = page.getByRole("option").first();
  await first.filter({ hasText: "A worked example" }).waitFor();
  expect(await first.getAttribute("aria-selected")).toBe("true");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/docs/authentication#a-worked-example");

  await page.keyboard.press("/");
  await input.fill("<b>zqxjvk</b>");
  await page.getByText("No results for").waitFor();
  await page.keyboard.press("Escape");
  await input.waitFor({ state: "detached" });
  expect(trouble).toEqual([]);
});

it("copies code as it is", async () => {
  const { page } = await docs("/docs/quickstart", { permissions: ["clipboard-read", "clipboard-write"] });
  const block = page.locator(".language-shell").first();
  await block.hover();
  await block.getByRole("button", { name: "Copy Code" }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe("make run");
});

it.each(["light", "dark"] as const)(
  "can be read by everybody, also on a phone, %s",
  async (colorScheme) => {
    const phone = { width: 390, height: 800 };
    for (const viewport of [{ width: 1300, height: 800 }, phone]) {
      for (const path of ["/docs/", "/docs/authentication", "/docs/api", "/docs/settings", "/docs/reference"]) {
        const { page, trouble } = await docs(path, { viewport, colorScheme, bypassCSP: true });
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), path).toBeLessThanOrEqual(
          0,
        );
        expect(await violations(page), path).toEqual([]);
        expect(trouble).toEqual([]);
        await page.close();
      }
    }
    const { page } = await docs("/docs/", { viewport: phone, colorScheme });
    await page.getByRole("button", { name: "Menu" }).click();
    await page.getByRole("navigation").getByRole("link", { name: "Concepts" }).click();
    await page.getByRole("heading", { name: "Message tree" }).waitFor();
  },
  120_000,
);

it("keeps the reader's theme on every page", async () => {
  const { page, trouble } = await docs("/docs/concepts", {
    colorScheme: "light",
    viewport: { width: 1300, height: 800 },
  });
  const shows = (name: string) => page.locator(name).waitFor({ state: "attached" });
  await page.getByRole("switch").first().click();
  await shows("html.dark");
  await page.reload();
  await shows("html.dark");
  await page.getByRole("link", { name: "API reference" }).click();
  await page.waitForURL("**/docs/reference");
  await page.locator("body.dark-mode").waitFor({ state: "attached", timeout: 60_000 });
  await page.getByRole("button", { pressed: true }).last().click();
  await shows("body.light-mode");
  await page.getByRole("link", { name: "Guides" }).click();
  await shows("html:not(.dark)");
  expect(trouble).toEqual([]);
}, 120_000);

it("leads from the guides to the dashboard", async () => {
  const { page } = await docs("/docs/concepts");
  const link = page.getByRole("link", { name: "Dashboard", exact: true }).first();
  expect(new URL((await link.getAttribute("href")) ?? "", page.url()).pathname).toBe("/dashboard/");
});

it("shows examples for the clients", async () => {
  const { page, trouble } = await docs("/docs/reference#tag/users/POST/users");
  await page.getByRole("heading", { name: "Create a user", exact: true }).waitFor({ timeout: 60_000 });
  await page.getByRole("button", { name: "Shell Curl" }).last().click();
  await page.getByRole("option", { name: "@proficient/admin" }).first().waitFor();
  expect(trouble).toEqual([]);
}, 120_000);

it("shows every operation of the API and sends requests", async () => {
  const { page, trouble } = await docs("/docs/reference#tag/operations/GET/health");
  await page.getByRole("button", { name: /Test Request.*get \/health/ }).click({ timeout: 60_000 });
  await page.getByRole("button", { name: /Send/ }).first().click();
  await page.getByText('"ok"').last().waitFor();
  await page.keyboard.press("Escape");

  const { paths } = await (await fetch(`${inject("server").url}/openapi.json`)).json();
  for (const [path, methods] of Object.entries(paths as object)) {
    for (const [method, { tags }] of Object.entries(methods as Record<string, Tagged>)) {
      const tag = `#tag/${tags[0]?.toLowerCase()}`;
      if (!page.url().endsWith(tag)) await page.goto(`${inject("server").url}/docs/reference${tag}`);
      const link = page.locator(`a[href="${tag}/${method.toUpperCase()}${path}"]`).first();
      await link.waitFor({ state: "attached", timeout: 60_000 });
    }
  }
  expect(trouble).toEqual([]);
}, 180_000);

it("shows the widget as its guide does", async () => {
  const { url, keys, agentId } = await createTestProject();
  const guide = await readFile(new URL("../../../docs/guide/widget.md", import.meta.url), "utf8");
  const values = { "http://localhost:8080": url, "pk_...": keys.publishable_key, "ag_...": agentId };
  const [tag, , stub, events] = codeBlocks(guide, "html");
  const html = fillPlaceholders([stub, tag, events].join("\n"), values);
  const site = await listen(
    createServer((_, response) => {
      response.setHeader("Content-Type", "text/html");
      response.end(`<!doctype html><title>A page</title>${html}`);
    }),
  );
  const page = await (await context()).newPage();
  await page.goto(site.url);
  const logged = page.waitForEvent("console", (message) => message.text().endsWith("completed"));
  await page.getByRole("button", { name: "Ask about prices" }).click();
  await page.getByText("You said: What does it cost?", { exact: true }).waitFor();
  await logged;
  await site.close();
});
