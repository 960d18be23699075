// Browsers and pages that are not like Chromium with an empty page.
import { readdirSync, readFileSync } from "node:fs";
import { createTestProject, script, type TestProject, unknownToOldSafari } from "@proficient/testing";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { chatUrl, context, messages, openChat, path, sendMessage, waitForReply } from "../src/index.js";

let project: TestProject;
beforeAll(async () => {
  project = await createTestProject();
});

describe("the component", () => {
  it("works where storage and channels are forbidden", async () => {
    const browserContext = await context();
    await browserContext.addInitScript(() => {
      const forbid = () => {
        throw new DOMException("The operation is insecure.", "SecurityError");
      };
      Object.defineProperty(window, "sessionStorage", { get: forbid });
      Object.defineProperty(window, "localStorage", { get: forbid });
      window.BroadcastChannel = forbid as unknown as typeof BroadcastChannel;
    });
    const page = await browserContext.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    await page.goto(chatUrl(project, { userExternalId: "careful" }));
    await sendMessage(page, "Hello");
    await waitForReply(page, "You said: Hello");
    expect(errors).toEqual([]);
    await browserContext.close();
  });

  it("is styled where stylesheets cannot be constructed", async () => {
    const browserContext = await context();
    await browserContext.addInitScript(() => {
      for (const { prototype } of [Document, ShadowRoot]) {
        delete (prototype as { adoptedStyleSheets?: unknown }).adoptedStyleSheets;
      }
    });
    const page = await browserContext.newPage();
    await page.goto(chatUrl(project, { userExternalId: "safari" }));
    const root = page.locator(".pf-root");
    await page.getByRole("textbox", { name: "Message to Ada" }).waitFor();
    expect(await root.evaluate((element) => getComputedStyle(element).display)).toBe("grid");
    await browserContext.close();
  });

  it("has no syntax in a bundle that Safari 15.4 does not know", () => {
    const assets = readdirSync(path("dist/react-19/assets")).filter((name) => name.endsWith(".js"));
    const bundles = assets.map((name) => readFileSync(path(`dist/react-19/assets/${name}`), "utf8"));
    // What is loaded only when a message needs it is among them.
    for (const part of ["pf-root", "katex-html", "Illegal lexeme"]) {
      expect(bundles.filter((bundle) => bundle.includes(part)).length, part).toBeGreaterThan(0);
    }
    for (const bundle of bundles) expect(unknownToOldSafari(bundle)).toEqual([]);
  });

  it("follows the system's colors, also when they change", async () => {
    const page = await openChat(project, { userExternalId: "colors" }, { colorScheme: "dark" });
    const scheme = () => page.locator(".pf-root").evaluate((element) => getComputedStyle(element).colorScheme);
    await page.locator(".pf-root").waitFor();
    expect(await scheme()).toBe("dark");
    await page.emulateMedia({ colorScheme: "light" });
    await expect.poll(scheme).toBe("light");
    await page.context().close();
  });

  it("has fields into which iOS does not zoom", async () => {
    const page = await openChat(project, { userExternalId: "phone" }, { hasTouch: true, isMobile: true });
    await sendMessage(page, "Hello");
    await waitForReply(page, "You said: Hello");
    const size = (name: string) =>
      page.getByRole("textbox", { name }).evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));
    expect(await size("Message to Ada")).toBeGreaterThanOrEqual(16);
    await messages(page, "user").getByRole("button", { name: "Edit" }).click();
    expect(await size("Edit your message")).toBeGreaterThanOrEqual(16);
    await page.getByRole("button", { name: "Rename" }).click();
    expect(await size("Conversation name")).toBeGreaterThanOrEqual(16);
    await page.context().close();
  });

  it("lets its reader scroll up while a reply is streamed, and sticks to the end again", async () => {
    const page = await openChat(project, { userExternalId: "reader" });
    await sendMessage(page, script({ say: Array.from({ length: 400 }, (_, n) => `Line ${n}.\n\n`), pace: 15 }));
    const box = page.getByRole("region", { name: "Messages" });
    const distance = () => box.evaluate((element) => element.scrollHeight - element.scrollTop - element.clientHeight);
    await messages(page, "agent").filter({ hasText: "Line 60." }).waitFor();
    expect(await distance()).toBeLessThan(48);
    await box.hover();
    await page.mouse.wheel(0, -30);
    await messages(page, "agent").filter({ hasText: "Line 100." }).waitFor();
    expect(await distance()).toBeGreaterThan(100);
    const top = await box.evaluate((element) => element.scrollTop);
    await messages(page, "agent").filter({ hasText: "Line 140." }).waitFor();
    expect(await box.evaluate((element) => element.scrollTop)).toBe(top);
    await page.getByRole("button", { name: "Jump to the latest message" }).click();
    await messages(page, "agent").filter({ hasText: "Line 180." }).waitFor();
    await expect.poll(distance).toBeLessThan(48);
    await page.getByRole("button", { name: "Stop" }).click();
    await page.context().close();
  });

  it("tells the host about problems in detail, and the reader in plain words", async () => {
    const page = await openChat(project, { userExternalId: "unlucky" });
    await sendMessage(page, script({ status: 500 }));
    const note = page.getByRole("alert");
    expect(await note.getByRole("paragraph").textContent()).toBe("Ada didn’t reply.");
    const problems = await page.evaluate(() => window.problems);
    expect(problems).toEqual([{ kind: "unavailable", detail: expect.stringMatching(/./) }]);
    await page.context().close();
  });
});

describe("Markdown", () => {
  async function render(text: string): Promise<{ page: Page; html: string }> {
    const page = await (await context()).newPage();
    await page.goto(chatUrl(project, {}));
    await page.evaluate((message) => window.showMessage(message), text);
    const body = page.locator(".pf-text .pf-body");
    return { page, html: await body.innerHTML() };
  }

  it("strikes through text between two tildes only", async () => {
    const { page, html } = await render("工期2~4周，预算30~60万, but ~~this~~");
    expect(html).toBe("<p>工期2~4周，预算30~60万, but <del>this</del></p>");
    await page.context().close();
  });

  it("emphasizes text beside the punctuation of Chinese, Japanese and Korean", async () => {
    const { page, html } = await render("**提醒（必读）：**先看这里\n\n**「重要」**です。*(주의)*입니다");
    expect(html).toContain("<strong>提醒（必读）：</strong>先看这里");
    expect(html).toContain("<strong>「重要」</strong>です。<em>(주의)</em>입니다");
    await page.context().close();
  });

  it("links URLs and addresses, and has tables, tasks and footnotes", async () => {
    const { page, html } = await render(
      "See https://a.example/x_(y), www.b.example and c@d.example.\n\n| a |\n|-|\n| b |\n\n- [x] done\n\nNote[^1]\n\n[^1]: Here.",
    );
    for (const href of ["https://a.example/x_(y)", "http://www.b.example/", "mailto:c@d.example"]) {
      expect(html).toContain(`<a href="${href}"`);
    }
    for (const tag of ["<table>", "<input ", "<sup>"]) expect(html).toContain(tag);
    await page.context().close();
  });
});
