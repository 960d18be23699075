// Whatever an agent says is inert: no request, no script, no navigation, nothing outside of its message.
import { readdirSync, readFileSync } from "node:fs";
import { script } from "@proficient/testing";
import type { Page } from "playwright-core";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { chat, context, path, reply, say, world } from "../src/index.js";

const folder = path("../react/test/hostile");
const corpus = readdirSync(folder).map((name) => [name, readFileSync(`${folder}/${name}`, "utf8")] as const);

/** Listens to all that a message could make a page do. */
function watch(page: Page) {
  const deeds: string[] = [];
  page.on("request", (request) => deeds.push(`request ${request.url()}`));
  page.on("framenavigated", (frame) => deeds.push(`navigation ${frame.url()}`));
  page.on("popup", (popup) => deeds.push(`popup ${popup.url()}`));
  page.on("dialog", (dialog) => deeds.push(`dialog ${dialog.message()}`));
  page.on("pageerror", (error) => deeds.push(`error ${error.message}`));
  return deeds;
}

/** What is in the page that must not be. */
const findings = (page: Page) =>
  page.evaluate(() => {
    const found: string[] = [];
    const body = document.querySelector(".pf-agent .pf-body") as HTMLElement;
    if ("pwned" in window) found.push(`script ran: ${window.pwned}`);
    const allowed =
      /^(A|B|BLOCKQUOTE|BR|BUTTON|CODE|DEL|DIV|EM|H3|H4|H5|HR|LI|OL|P|PRE|SECTION|SMALL|SPAN|STRONG|SUP|TABLE|TBODY|TD|TH|THEAD|TR|UL|svg|path)$/;
    for (const element of body.querySelectorAll("*")) {
      if (!allowed.test(element.tagName)) found.push(`element ${element.outerHTML}`);
      for (const { name } of element.attributes) {
        if (/^on|^src|^id$|^name$/i.test(name)) found.push(`attribute ${name} of ${element.outerHTML}`);
      }
      if (getComputedStyle(element).position === "fixed") found.push(`fixed ${element.outerHTML}`);
    }
    for (const link of body.querySelectorAll("a")) {
      if (!/^(https?|mailto):/.test(link.href)) found.push(`link ${link.href}`);
      if (new URL(link.href).origin === location.origin) found.push(`link into the page's own app ${link.href}`);
      if (link.rel !== "noopener noreferrer" || link.target !== "_blank") found.push(`rel ${link.outerHTML}`);
    }
    // What it paints stays in its box, and its box in the chat.
    const [outer, inner] = [body.closest(".pf-root") as HTMLElement, body.getBoundingClientRect()];
    const box = outer.getBoundingClientRect();
    if (inner.left < box.left || inner.right > box.right) found.push("wider than the chat");
    if (!getComputedStyle(body).contain.includes("paint")) found.push("paints outside");
    if (document.documentElement.scrollWidth > innerWidth) found.push("the page scrolls sideways");
    return found;
  });

describe.each(["react18", "react19"] as const)("with %s", (react) => {
  let page: Page;
  beforeEach(async () => {
    page = await (await context()).newPage();
    await page.goto(inject("pages")[react]);
    await page.evaluate(() => document.addEventListener("securitypolicyviolation", () => {}));
  });
  afterEach(() => page.context().close());

  it.each(corpus)("%s is inert, whole and half-streamed", async (_, text) => {
    const deeds = watch(page);
    const lengths = [...Array(Math.ceil(text.length / 9)).keys()].map((index) => index * 9);
    for (const length of [...lengths, text.length]) {
      await page.evaluate((text) => window.showMessage(text), text.slice(0, length));
      if (length % 99 === 0 || length === text.length) expect(await findings(page), `${length}`).toEqual([]);
    }
    await page.waitForTimeout(100);
    expect(deeds).toEqual([]);
  });
});

describe("a message", () => {
  let page: Page;
  beforeEach(async () => {
    page = await (await context()).newPage();
    await page.goto(inject("pages").react19);
  });
  afterEach(() => page.context().close());

  it.each([
    ["quotes", ">".repeat(30_000)],
    ["quotes with spaces", "> ".repeat(15_000)],
    ["lists", "- ".repeat(15_000)],
    ["nested lists", Array.from({ length: 200 }, (_, i) => `${"  ".repeat(i)}- x`).join("\n")],
    ["brackets", "[".repeat(30_000)],
    ["images", "![".repeat(15_000)],
    ["emphasis", "*a ".repeat(10_000)],
    ["tight emphasis", "*a_".repeat(10_000)],
    ["backticks", Array.from({ length: 240 }, (_, i) => "`".repeat(i)).join(" ")],
    ["links", "[a](".repeat(8_000)],
    ["HTML", "<a ".repeat(10_000)],
    ["comments", "<!--".repeat(8_000)],
    ["tables", `${"|a".repeat(3_000)}|\n${"|-".repeat(3_000)}|`],
    ["entities", "&#x".repeat(10_000)],
    ["strikethrough", "~~a".repeat(10_000)],
    ["footnotes", "[^1]".repeat(8_000)],
    ["autolinks", "www.a".repeat(6_000)],
    ["mail", "a@b.".repeat(8_000)],
  ])("of nothing but %s is shown within two seconds", async (_, text) => {
    const deeds = watch(page);
    const took = await page.evaluate(async (text) => {
      const before = performance.now();
      window.showMessage(text);
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      return performance.now() - before;
    }, text);
    expect(await page.locator("#after").count()).toBe(1);
    expect(deeds).toEqual([]);
    expect(took).toBeLessThan(2_000);
  });

  it("loads an image when its reader wants it, and says from where before", async () => {
    const asked: string[] = [];
    await page.route("https://images.example/**", (route) => {
      asked.push(`${route.request().url()} ${route.request().headers().referer}`);
      return route.fulfill({ contentType: "image/svg+xml", body: '<svg xmlns="http://www.w3.org/2000/svg"/>' });
    });
    await page.evaluate(() => window.showMessage("![A cat](https://images.example/cat.png?id=1)"));
    const gate = page.getByRole("button", { name: "Show image from images.example" });
    await gate.waitFor();
    expect(asked).toEqual([]);
    await gate.click();
    await page.getByRole("img", { name: "A cat" }).waitFor();
    await expect.poll(() => asked).toEqual(["https://images.example/cat.png?id=1 undefined"]);
  });
});

it("all of it in one conversation makes no request but to the server", async () => {
  const w = await world();
  const page = await chat(w);
  const deeds = watch(page);
  for (const [name, text] of corpus) {
    await say(page, script({ say: [`${name}: `, ...(text.match(/[\s\S]{1,40}/g) ?? [])] }));
    await reply(page, `${name}:`);
  }
  expect(await page.evaluate(() => "pwned" in window)).toBe(false);
  expect(deeds.filter((deed) => !deed.startsWith(`request ${w.url}/`))).toEqual([]);
  await page.context().close();
}, 60_000);
