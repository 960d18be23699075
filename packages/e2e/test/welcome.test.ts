// The page at `/`, with and without the demo project.
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { context, type Dashboard, dashboard, violations } from "../src/index.js";

const forms = (["light", "dark"] as const).flatMap((colorScheme) =>
  [390, 1280].map((width) => ({ colorScheme, width })),
);

async function open(d: Dashboard, options: { colorScheme: "light" | "dark"; width: number }): Promise<Page> {
  const { colorScheme, width } = options;
  const page = await (await context({ colorScheme, viewport: { width, height: 844 } })).newPage();
  page.on("pageerror", (error) => d.complaints.push(String(error)));
  page.on("console", (message) => {
    if (/Content Security Policy/i.test(message.text())) d.complaints.push(message.text());
  });
  await page.goto(d.server.url);
  return page;
}

it.each(forms)("says what runs here, and is accessible: $colorScheme, $width", async (form) => {
  const d = await dashboard();
  const page = await open(d, form);
  await page.getByRole("heading", { name: "Proficient" }).waitFor();
  await page.getByText("A provider is connected").waitFor();
  expect(await page.getByRole("button").count(), "there is no demo to chat with").toBe(0);
  expect(await violations(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  for (const [name, path] of [
    ["API reference", "/docs/reference"],
    ["Documentation", "/docs/"],
    ["Dashboard", "/dashboard/"],
  ] as const) {
    await page.goto(d.server.url);
    await page.getByRole("link", { name }).click();
    await page.waitForURL(`**${path}**`);
  }
  expect(d.complaints).toEqual([]);
  await page.context().close();
  await d.stop();
});

it("chats with the demo agent, each browser as a user of its own", async () => {
  const d = await dashboard({ PROFICIENT_DEMO: "true", PROFICIENT_DEMO_MODEL: "demo.assistant" });
  const first = await open(d, { colorScheme: "light", width: 390 });
  expect(await violations(first)).toEqual([]);
  await first.getByRole("button", { name: "Start a chat" }).click();
  await first.getByRole("textbox", { name: "Message to" }).fill("Hello from the first page");
  await first.keyboard.press("Enter");
  await first.getByText(/demo/i).last().waitFor();
  await first.locator(".pf-message, .pf-body").filter({ hasText: "Hello from the first page" }).first().waitFor();
  // The conversation is still there after a reload.
  await first.reload();
  await first.getByRole("button", { name: "Start a chat" }).click();
  await first.getByText("Hello from the first page").first().waitFor();

  const second = await open(d, { colorScheme: "dark", width: 1280 });
  await second.getByRole("button", { name: "Start a chat" }).click();
  await second.getByRole("textbox", { name: "Message to" }).waitFor();
  expect(await second.getByText("Hello from the first page").count()).toBe(0);
  expect(d.complaints).toEqual([]);
  await first.context().close();
  await second.context().close();
  await d.stop();
});
