// The widget in browsers other than Chromium.
import { createTestProject, script, type TestProject } from "@proficient/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OTHER_BROWSERS, type OtherBrowser } from "../src/otherBrowsers.js";
import { startSite, type WidgetSite, widgetTag } from "../src/widgetSite.js";

let project: TestProject;
let site: WidgetSite;
beforeAll(async () => {
  project = await createTestProject();
  site = await startSite();
});
afterAll(() => site.close());

for (const { name, packages, isInstalled, launch } of OTHER_BROWSERS) {
  const title = isInstalled ? name : `${name} (not installed: scripts/apt-install ${packages})`;
  describe.skipIf(!isInstalled)(title, () => {
    let browser: OtherBrowser;
    beforeAll(async () => {
      browser = await launch();
    }, 60_000);
    afterAll(() => browser?.close());

    // Expressions for elements in the widget's shadow root.
    const root = "[...document.querySelectorAll('div')].find((each) => each.shadowRoot)?.shadowRoot";
    const element = (selector: string) => `${root}?.querySelector(${JSON.stringify(selector)})`;
    const button = (label: string) => element(`button[aria-label="${label}"]`);
    const is = (expression: string) => browser.evaluate<boolean>(`Boolean(${expression})`);
    const until = (expression: string) =>
      expect.poll(() => is(expression), { timeout: 20_000, message: expression }).toBe(true);
    const reply = (text: string, status: string) =>
      `[...(${root}?.querySelectorAll('.pf-agent[data-status="${status}"]') ?? [])].some((each) => each.textContent.includes(${JSON.stringify(text)}))`;
    const isFocused = `${element("textarea")} && ${root}.activeElement === ${element("textarea")}`;

    async function send(text: string): Promise<void> {
      await until(`${element("textarea:not(:disabled)")}`);
      await browser.click(element("textarea"));
      await browser.type(text);
      expect(await browser.evaluate(`${element("textarea")}.value`)).toBe(text);
      await browser.pressEnter();
    }

    /** Sends a text that would take long to type. */
    const ask = (text: string) =>
      browser.evaluate(`window.Proficient.open(${JSON.stringify({ message: text, send: true })})`);

    it("opens, streams replies, stops them, and has them after a reload", { timeout: 120_000 }, async () => {
      site.html = `<script>
          window.errors = [];
          addEventListener("error", ({ message }) => errors.push(message));
          addEventListener("unhandledrejection", ({ reason }) => errors.push(String(reason)));
        </script><dialog><input /></dialog>${widgetTag(project, { "data-user-external-id": name, "data-theme": "light" })}`;
      await browser.goto(site.url);
      await until(button("Chat"));
      await browser.click(button("Chat"));
      await until(isFocused);
      await send("Hello");
      await until(reply("You said: Hello", "completed"));

      await ask(script({ say: Array(600).fill("word "), pace: 30 }));
      await until(reply("word word word", "in_progress"));
      await browser.click(button("Stop"));
      await until(reply("word word word", "cancelled"));
      expect(await is(reply("word ".repeat(600).trim(), "cancelled"))).toBe(false);

      await browser.reload();
      await until(button("Chat"));
      await browser.click(button("Chat"));
      await until(reply("You said: Hello", "completed"));
      expect(await is(reply("word word word", "cancelled"))).toBe(true);

      const background = `getComputedStyle(${element(".panel")}).backgroundColor`;
      expect(await browser.evaluate(background)).toBe("rgb(255, 255, 255)");
      await browser.evaluate("window.Proficient.start({ theme: 'dark' })");
      await expect.poll(() => browser.evaluate(background)).toBe("rgb(18, 21, 28)");

      await browser.evaluate("document.querySelector('dialog').showModal()");
      await send("Beside a dialog");
      await until(reply("You said: Beside a dialog", "completed"));
      expect(await is("document.querySelector('dialog').open")).toBe(true);
      expect(await browser.evaluate("window.errors")).toEqual([]);
    });

    it("counts unread replies", { timeout: 60_000 }, async () => {
      site.html = widgetTag(project, { "data-user-external-id": `${name} reader`, "data-open": "true" });
      await browser.goto(site.url);
      await until(`${element("textarea:not(:disabled)")}`);
      await ask(script({ say: Array(20).fill("word "), pace: 60 }));
      await until(reply("word", "in_progress"));
      await browser.evaluate("window.Proficient.close()");
      await until(button("Chat, 1 unread"));
    });
  });
}
