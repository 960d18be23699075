// The pages under /docs in a browser: search, copy, phones, and the widget as its guide shows it.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { codeBlocks, createTestProject, fillPlaceholders, listen } from "@proficient/testing";
import type { BrowserContextOptions, Page } from "playwright-core";
import { expect, inject, it } from "vitest";
import { context, violations } from "../src/index.js";

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
  const { page, trouble } = await docs("/docs");
  await page.keyboard.press("/");
  await page.keyboard.type("worked exam");
  const first = page.getByRole("option").first();
  await first.filter({ hasText: "Authentication: A worked example" }).waitFor();
  expect(await first.getAttribute("aria-selected")).toBe("true");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/docs/authentication#a-worked-example");

  await page.getByRole("combobox").fill("<img src=x onerror=alert(1)> nothing");
  await page.getByText("Nothing found").waitFor();
  await page.keyboard.press("Escape");
  expect(await page.getByRole("listbox").isHidden()).toBe(true);
  expect(trouble).toEqual([]);
});

it("copies code as it is", async () => {
  const { page } = await docs("/docs/quickstart", { permissions: ["clipboard-read", "clipboard-write"] });
  const block = page.locator(".code").first();
  await block.hover();
  await block.getByRole("button", { name: "Copy" }).click();
  await block.getByRole("button", { name: "Copied" }).waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("make run\n");
});

it.each(["light", "dark"] as const)(
  "can be read by everybody, also on a phone, %s",
  async (colorScheme) => {
    const phone = { width: 390, height: 800 };
    for (const viewport of [{ width: 1300, height: 800 }, phone]) {
      for (const path of ["/docs", "/docs/authentication", "/docs/api", "/docs/api/agents", "/docs/settings"]) {
        const { page, trouble } = await docs(path, { viewport, colorScheme, bypassCSP: true });
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), path).toBeLessThanOrEqual(
          0,
        );
        expect(await violations(page), path).toEqual([]);
        expect(trouble).toEqual([]);
        await page.close();
      }
    }
    const { page } = await docs("/docs", { viewport: phone, colorScheme });
    await page.getByRole("link", { name: "Menu" }).click();
    await page.getByRole("navigation").getByRole("link", { name: "Concepts" }).click();
    await page.getByRole("heading", { name: "Message tree" }).waitFor();
  },
  60_000,
);

it("sends requests from the page for that", async () => {
  const { page, trouble } = await docs("/docs/try/");
  await page.locator("#operations-Operations-health button").first().click();
  await page.getByRole("button", { name: "Try it out" }).click();
  await page.getByRole("button", { name: "Execute" }).click();
  await page.locator(".live-responses-table").getByText('"ok"').first().waitFor();
  expect(trouble).toEqual([]);
});

it("shows the widget as its guide does", async () => {
  const { url, keys, agentId } = await createTestProject();
  const guide = await readFile(new URL("../../../docs/guide/widget.md", import.meta.url), "utf8");
  const values = { "http://localhost:8080": url, "pk_...": keys.publishable_key, "ag_...": agentId };
  const html = fillPlaceholders(codeBlocks(guide, "html").join("\n"), values);
  const site = await listen(
    createServer((_, response) => {
      response.setHeader("Content-Type", "text/html");
      response.end(`<!doctype html><title>A page</title>${html}`);
    }),
  );
  const page = await (await context()).newPage();
  await page.goto(site.url);
  const launcher = page.getByRole("button", { name: "Chat", exact: true });
  await launcher.waitFor();
  await page.getByRole("button", { name: "Talk to us" }).click();
  await page.getByRole("textbox", { name: "Message to" }).waitFor();

  await page.evaluate('signedIn({ id: "bob" }, "hash")');
  await page.getByRole("dialog", { name: "Chat" }).waitFor();
  await page.evaluate("signedOut()");
  await launcher.waitFor({ state: "detached" });
  await site.close();
});
