// Code, formulas and tasks in messages.
import { createTestProject, script, type TestProject } from "@proficient/testing";
import type { Page } from "playwright-core";
import { afterEach, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import { context, openChat, sendMessage, violations, waitForReply } from "../src/index.js";

/** Modules are loaded first, and the machine may be busy. */
const PATIENT = { timeout: 30_000 };

let page: Page;
const show = (text: string, isGrowing = false) =>
  page.evaluate(([text, isGrowing]) => window.showMessage(text, isGrowing), [text, isGrowing] as const);

beforeEach(async () => {
  page = await (await context()).newPage();
  await page.goto(inject("pages").react19);
});
afterEach(() => page.context().close());

describe("code", () => {
  it("is highlighted when it is complete, with enough contrast in both themes", async () => {
    const languages = {
      ts: "// a comment\nexport const greet = (name: string): string => 'Hello ' + name + 42;\nclass A extends B {}",
      python: 'def f(x):\n    """Doc."""\n    return x + 1 if True else None',
      html: '<a href="x">&amp;</a>',
      css: ".a:hover { color: red; }",
      diff: "- old\n+ new",
      json: '{"a": [1, true, null]}',
    };
    const text = Object.entries(languages)
      .map(([name, code]) => `\`\`\`${name}\n${code}\n\`\`\``)
      .join("\n\n");
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await show(text);
      await page.locator(".pf-code").last().locator(".hljs-attr").waitFor();
      expect(await page.locator("pre").allTextContents()).toEqual(Object.values(languages).map((code) => `${code}\n`));
      const colors = await page
        .locator("pre")
        .first()
        .locator("span")
        .evaluateAll((spans) => [...new Set(spans.map((span) => getComputedStyle(span).color))]);
      expect(colors.length).toBeGreaterThan(4);
      expect(await violations(page)).toEqual([]);
    }
  });

  it("is plain while it grows, if its language is unknown, and if it is very long", async () => {
    await show("```js\nconst a = 1;\n```\n\n```js\nconst b = 2;", true);
    await page.locator(".pf-code").first().locator(".hljs-keyword").waitFor();
    expect(await page.locator(".pf-code").last().locator("span[class]").count()).toBe(0);
    await show("```js\nconst a = 1;\n```\n\n```js\nconst b = 2;");
    await page.locator(".pf-code").last().locator(".hljs-keyword").waitFor();
    await show(
      `\`\`\`klingon\nqa'pla'\n\`\`\`\n\n\`\`\`js\n${"let x = 1;\n".repeat(4_000)}\`\`\`\n\n\`\`\`js\nlet last;\n\`\`\``,
    );
    await page.locator(".pf-code").last().locator(".hljs-keyword").waitFor();
    expect(await page.locator(".hljs-keyword").count()).toBe(1);
  });

  it("that is too wide scrolls, also with the keyboard", async () => {
    await show(`\`\`\`\n${"wide ".repeat(200)}\n\`\`\``);
    const code = page.locator("pre");
    expect(await code.evaluate((element) => getComputedStyle(element).backgroundImage)).toContain("linear-gradient");
    await code.focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => code.evaluate((element) => element.scrollLeft)).toBeGreaterThan(0);
  });
});

describe("formulas", () => {
  it("are typeset with the component's own fonts, and readable for screen readers", async () => {
    const requests: string[] = [];
    page.on("request", (request) => requests.push(new URL(request.url()).pathname));
    await show("No formula costs $5 and $10, or `$x$`.");
    await page.getByText("No formula").waitFor();
    expect(requests).toEqual([]);
    await show(
      "Let \\(x^2\\) and $y_1$ be. Then\n\n\\[\n\\sum_{i=1}^n i\n= \\mathbf{z}\n\\]\n\n$$a$$\n\nIt costs $5 and $10.",
    );
    await expect.poll(() => page.locator(".katex").count(), PATIENT).toBe(4);
    expect(await page.locator(".katex-display").count()).toBe(2);
    expect(await page.locator("math annotation").first().textContent()).toBe("x^2");
    await page.getByText("It costs $5 and $10.").waitFor();
    // The fonts are there, and no font file was requested.
    await expect
      .poll(() => page.evaluate(() => [...document.fonts].filter(({ status }) => status === "loaded").length), PATIENT)
      .toBe(20);
    expect(requests.filter((path) => !/^\/assets\/[\w-]+\.js$/.test(path))).toEqual([]);
    const isItalic = await page
      .locator(".mathnormal")
      .first()
      .evaluate((element) => {
        const { fontFamily, fontStyle } = getComputedStyle(element);
        return document.fonts.check(`${fontStyle} 16px ${fontFamily}`);
      });
    expect(isItalic).toBe(true);
    expect(await violations(page)).toEqual([]);
  });

  it("that are broken or have no end are shown as they were written", async () => {
    await show("\\(\\frac{\\) and \\(x\\) and \\[ y");
    await page.locator(".katex").waitFor();
    expect(await page.locator("p code").textContent()).toBe("\\(\\frac{\\)");
    expect(await page.locator("p").first().textContent()).toMatch(/ and \[ y$/);
  });

  it("that are too wide scroll", async () => {
    await show(`\\[${"x + ".repeat(200)} y\\]`);
    const formula = page.locator(".pf-formula");
    await page.locator(".katex").waitFor();
    expect(await formula.evaluate((element) => element.scrollWidth > element.clientWidth)).toBe(true);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  });
});

it("tasks are boxes with their text as a label, and without a bullet", async () => {
  await show("- [x] buy **milk**\n- [ ] and\n  - nested\n\n1. [ ] loose\n\n   text\n2. plain");
  const box = (name: string) => page.getByRole("checkbox", { name, exact: true });
  expect(await box("buy milk").isChecked()).toBe(true);
  expect(await box("and").isChecked()).toBe(false);
  expect(await box("loose").isDisabled()).toBe(true);
  const bullets = await page
    .locator("li")
    .evaluateAll((items) => items.map((item) => getComputedStyle(item).listStyleType));
  expect(bullets).toEqual(["none", "none", "disc", "none", "decimal"]);
  expect(await violations(page)).toEqual([]);
});

describe("a long reply", () => {
  let project: TestProject;
  beforeAll(async () => {
    project = await createTestProject();
  });

  const SENTENCE = "The quick **brown** fox `jumps` over the lazy dog, [again](https://a.example) and again. ";
  const PART = [
    "## A heading",
    SENTENCE.repeat(4),
    `- ${SENTENCE}\n- two\n  - three`,
    `Here is how:\n\n\`\`\`js\n${"const answer = await ask('why?'); // 42\n".repeat(8)}\`\`\``,
    SENTENCE.repeat(3),
    "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |",
    "> A quote with \\(x^2\\).",
    "1. First\n2. Second\n\n",
  ].join("\n\n");

  interface TraceEvent {
    name: string;
    pid: number;
    tid: number;
    tdur?: number;
    args: { name?: string };
  }

  /** Slows the page down. Returns a function that returns the longest task since then, in milliseconds of CPU time. */
  async function slowDown(page: Page): Promise<() => Promise<number>> {
    const session = await page.context().newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
    const events: TraceEvent[] = [];
    session.on("Tracing.dataCollected", ({ value }) => events.push(...(value as unknown as TraceEvent[])));
    const includedCategories = ["toplevel", "disabled-by-default-devtools.timeline"];
    await session.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories } });
    return async () => {
      const complete = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
      await session.send("Tracing.end");
      await complete;
      const threads = events.filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain");
      const isMain = ({ pid, tid }: TraceEvent) => threads.some((thread) => thread.pid === pid && thread.tid === tid);
      const tasks = events.filter((event) => /RunTask$/.test(event.name) && event.tdur !== undefined && isMain(event));
      return Math.max(...tasks.map(({ tdur = 0 }) => tdur)) / 1_000;
    };
  }

  it("of 60,000 characters keeps a slow page responsive, and can be stopped", async () => {
    await page.context().close();
    page = await openChat(project, { userExternalId: "patient" });
    await page.getByRole("textbox", { name: "Message to" }).waitFor();
    const longestInPieces = await slowDown(page);

    // 100 pieces a second.
    const pieces = PART.match(/[\s\S]{1,100}/g) ?? [];
    const count = Math.ceil(60_000 / PART.length);
    const headings = page.locator(".pf-agent .pf-body").last().locator("h4");
    await sendMessage(page, script({ say: pieces, repeat: count, pace: 10 }));
    await waitForReply(page, "The quick");
    await expect.poll(() => headings.count(), PATIENT).toBe(count);
    const inPieces = await longestInPieces();

    // Stop works in the middle.
    await sendMessage(page, script({ say: pieces, repeat: 2_000, pace: 10 }));
    await expect.poll(() => headings.count(), PATIENT).toBeGreaterThan(20);
    await page.getByRole("button", { name: "Stop" }).click();
    await page.locator('.pf-agent[data-status="cancelled"]').waitFor();
    await page.context().close();

    // What it would be like without pieces: everything in one task.
    page = await (await context()).newPage();
    await page.goto(inject("pages").react19);
    const longestAtOnce = await slowDown(page);
    await show(PART.repeat(count));
    await page
      .locator("h4")
      .nth(count - 1)
      .waitFor();
    const atOnce = await longestAtOnce();
    console.log(`longest task: ${inPieces} ms in pieces, ${atOnce} ms at once`);
    expect(inPieces).toBeGreaterThan(0);
    expect(inPieces).toBeLessThan(atOnce / 4);
  }, 180_000);
});
