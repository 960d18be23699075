// Messages of agents are inert: no requests, no scripts, no navigation, nothing outside of the message.
import { readdirSync, readFileSync } from "node:fs";
import { createTestProject, script } from "@proficient/testing";
import type { Page } from "playwright-core";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { context, openChat, path, sendMessage, waitForReply } from "../src/index.js";

const folder = path("../react/test/untrusted");
const corpus = readdirSync(folder).map((name) => [name, readFileSync(`${folder}/${name}`, "utf8")] as const);

/** Records everything that a message could make a page do. */
function recordEffects(page: Page) {
  const effects: string[] = [];
  page.on("request", (request) => effects.push(`request ${request.url()}`));
  page.on("framenavigated", (frame) => effects.push(`navigation ${frame.url()}`));
  page.on("popup", (popup) => effects.push(`popup ${popup.url()}`));
  page.on("dialog", (dialog) => effects.push(`dialog ${dialog.message()}`));
  page.on("pageerror", (error) => effects.push(`error ${error.message}`));
  return effects;
}

/** Waits until the page has made all requests that its content triggers. Makes a request itself, which comes last. */
async function settle(page: Page): Promise<void> {
  const lastRequest = page.waitForRequest(SETTLED);
  await page.evaluate(async (url) => {
    for (let frame = 0; frame < 3; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
    await fetch(url).catch(() => {});
  }, SETTLED);
  await lastRequest;
}
const SETTLED = "http://settled.invalid/";

/** Returns everything in the page that must not be there. */
const findForbidden = (page: Page) =>
  page.evaluate(() => {
    const found: string[] = [];
    const body = document.querySelector(".pf-agent .pf-body") as HTMLElement;
    if ("pwned" in window) found.push(`script ran: ${window.pwned}`);
    const allowed =
      /^(A|B|BLOCKQUOTE|BR|BUTTON|CODE|DEL|DIV|EM|H3|H4|H5|HR|INPUT|LABEL|LI|OL|P|PRE|SECTION|SMALL|SPAN|STRONG|SUP|TABLE|TBODY|TD|TH|THEAD|TR|UL|svg|path)$/;
    // MathML as it is without links, images and other formats.
    const inFormulas =
      /^(math|semantics|annotation|m(row|i|o|n|text|frac|sqrt|root|s(ub|up|ubsup|pace|tyle)|under|over|underover|table|tr|td|padded|phantom|enclose))$/;
    for (const element of body.querySelectorAll("*")) {
      const isAllowed =
        allowed.test(element.tagName) || (element.closest(".katex") && inFormulas.test(element.tagName));
      if (!isAllowed) found.push(`element ${element.outerHTML}`);
      for (const { name } of element.attributes) {
        if (/^on|^src|^id$|^name$/i.test(name)) found.push(`attribute ${name} of ${element.outerHTML}`);
        if (/href$|^data-/i.test(name) && element.closest(".katex")) found.push(`attribute ${name} in a formula`);
      }
      if (element instanceof HTMLInputElement && !(element.type === "checkbox" && element.disabled)) {
        found.push(`input ${element.outerHTML}`);
      }
      if (getComputedStyle(element).position === "fixed") found.push(`fixed ${element.outerHTML}`);
    }
    for (const link of body.querySelectorAll("a")) {
      if (!/^(https?|mailto):/.test(link.href)) found.push(`link ${link.href}`);
      if (new URL(link.href).origin === location.origin) found.push(`link into the page's own app ${link.href}`);
      if (link.rel !== "noopener noreferrer" || link.target !== "_blank") found.push(`rel ${link.outerHTML}`);
    }
    // The message paints only inside its box, and the box is inside the chat.
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

  it.each(corpus)("%s is inert, both complete and partially streamed", async (_, text) => {
    const effects = recordEffects(page);
    const lengths = [...Array(Math.ceil(text.length / 9)).keys()].map((index) => index * 9);
    for (const length of [...lengths, text.length]) {
      await page.evaluate((text) => window.showMessage(text), text.slice(0, length));
      if (length % 99 === 0 || length === text.length) expect(await findForbidden(page), `${length}`).toEqual([]);
    }
    await settle(page);
    expect(effects.filter((effect) => !isOwnModule(effect, inject("pages")[react]))).toEqual([`request ${SETTLED}`]);
    // Once code is highlighted and formulas are typeset, as far as they can be.
    expect(await findForbidden(page)).toEqual([]);
  });

  it("formulas are typeset and code is highlighted, without what they must not do", async () => {
    const show = (name: string) =>
      page.evaluate((text) => window.showMessage(text), readFileSync(`${folder}/${name}`, "utf8"));
    await show("formulas.md");
    await page.locator(".katex").nth(5).waitFor();
    await page.getByText("\\def\\a").waitFor();
    expect(await findForbidden(page)).toEqual([]);
    await show("code.md");
    await page.locator(".hljs-tag").first().waitFor();
    expect(await findForbidden(page)).toEqual([]);
  });
});

/** Returns whether a page loads a part of the component, which is among its own files. */
const isOwnModule = (effect: string, url: string): boolean =>
  effect.startsWith(`request ${url}/assets/`) && effect.endsWith(".js");

/** Starts measuring the CPU time of the page's main thread, in seconds. CPU time does not depend on other load. */
async function measureCpuTime(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const read = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration")?.value ?? expect.fail("Chromium has no TaskDuration");
  };
  const start = await read();
  return async () => (await read()) - start;
}

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
    ["formulas", "$a ".repeat(10_000)],
    ["formulas without an end", "\\(".repeat(8_000)],
    ["displayed formulas", "$$a".repeat(10_000)],
    ["braces of a formula", `\\(${"{".repeat(15_000)}${"}".repeat(15_000)}\\)`],
    ["tasks", "- [ ] ".repeat(4_000)],
    ["code", `\`\`\`js\n${"`${".repeat(6_000)}\n\`\`\``],
  ])("of nothing but %s is rendered with less than four seconds of CPU time", async (_, text) => {
    const effects = recordEffects(page);
    const cpuSeconds = await measureCpuTime(page);
    await page.evaluate(async (text) => {
      window.showMessage(text);
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    }, text);
    expect(await page.locator("#after").count()).toBe(1);
    expect(effects.filter((effect) => !isOwnModule(effect, inject("pages").react19))).toEqual([]);
    const seconds = await cpuSeconds();
    expect(seconds).toBeGreaterThan(0);
    // A parser that does not scale takes minutes. A busy machine doubles what a quiet one takes.
    expect(seconds).toBeLessThan(4);
  });

  it("loads an image only on request, and names its host before", async () => {
    const requests: string[] = [];
    await page.route("https://images.example/**", (route) => {
      requests.push(`${route.request().url()} ${route.request().headers().referer}`);
      return route.fulfill({ contentType: "image/svg+xml", body: '<svg xmlns="http://www.w3.org/2000/svg"/>' });
    });
    await page.evaluate(() => window.showMessage("![A cat](https://images.example/cat.png?id=1)"));
    const button = page.getByRole("button", { name: "Show image from images.example" });
    await button.waitFor();
    expect(requests).toEqual([]);
    await button.click();
    await page.getByRole("img", { name: "A cat" }).waitFor();
    await expect.poll(() => requests).toEqual(["https://images.example/cat.png?id=1 undefined"]);
  });
});

it("a conversation with all of these messages makes requests to the server and for the component only", async () => {
  const project = await createTestProject();
  const page = await openChat(project);
  const effects = recordEffects(page);
  for (const [name, text] of corpus) {
    await sendMessage(page, script({ say: [`${name}: `, ...(text.match(/[\s\S]{1,40}/g) ?? [])] }));
    await waitForReply(page, `${name}:`);
  }
  expect(await page.evaluate(() => "pwned" in window)).toBe(false);
  const isToServer = (effect: string) => effect.startsWith(`request ${project.url}/`);
  const isOwn = (effect: string) => isToServer(effect) || isOwnModule(effect, inject("pages").react19);
  expect(effects.filter((effect) => !isOwn(effect))).toEqual([]);
  await page.context().close();
}, 60_000);
