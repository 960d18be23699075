// Pages that make it hard for the widget: dialogs, strict policies, scripts that listen to everything.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { codeBlocks, createTestProject, type TestProject } from "@proficient/testing";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  launcher,
  path,
  sendMessage,
  startSite,
  visit,
  type WidgetSite,
  waitForReply,
  widgetTag,
} from "../src/index.js";

const require = createRequire(import.meta.url);
let project: TestProject;
let site: WidgetSite;
beforeAll(async () => {
  project = await createTestProject();
  site = await startSite();
});
afterAll(() => site.close());
beforeEach(() => {
  site.headers = {};
});

/** Types and sends a message with mouse and keyboard, as a person does. */
async function chat(page: Page, text: string): Promise<void> {
  const field = page.getByRole("textbox", { name: "Message to Ada" });
  await field.click();
  await page.keyboard.type(text);
  expect(await field.inputValue()).toBe(text);
  await page.keyboard.press("Enter");
  await waitForReply(page, `You said: ${text}`);
  expect(await field.evaluate((element) => element.matches(":focus"))).toBe(true);
}

describe("dialogs", () => {
  it("that are modal leave the widget usable, and stay open", async () => {
    // The transform would move and clip what is inside the dialog.
    site.html = `<dialog style="transform: rotate(3deg); overflow: hidden; width: 200px; height: 100px"><input id="inside" /></dialog>
      <button onclick="document.querySelector('dialog').showModal()">Show</button>${widgetTag(project)}`;
    const { page, errors } = await visit(site);
    await launcher(page).click();
    await chat(page, "Before");
    await page.getByRole("button", { name: "Show", exact: true }).click();
    const place = (await launcher(page).boundingBox())?.x;
    await chat(page, "During");
    expect((await launcher(page).boundingBox())?.x).toBe(place);
    await page.getByRole("button", { name: "Send" }).hover();
    await page.locator("#inside").click(); // the dialog works too
    await page.keyboard.type("Ada");
    expect(await page.locator("#inside").inputValue()).toBe("Ada");

    await page.getByRole("textbox", { name: "Message to Ada" }).click();
    await page.keyboard.press("Escape"); // closes the chat, not the dialog
    await page.getByRole("textbox", { name: "Message to Ada" }).waitFor({ state: "hidden" });
    expect(await page.locator("dialog").evaluate((dialog: HTMLDialogElement) => dialog.open)).toBe(true);
    await page.locator("#inside").press("Escape");
    expect(await page.locator("dialog").evaluate((dialog: HTMLDialogElement) => dialog.open)).toBe(false);
    await launcher(page).click();
    await chat(page, "After");
    expect(errors).toEqual([]);
    await page.context().close();
  });

  it("that are modal may be nested, or disappear with the widget in them", async () => {
    site.html = `<main><dialog id="outer"><dialog id="inner"></dialog></dialog></main>${widgetTag(project, { "data-user-external-id": "nested" })}`;
    const { page } = await visit(site);
    await launcher(page).click();
    const show = (id: string) =>
      page.evaluate((each) => (document.getElementById(each) as HTMLDialogElement).showModal(), id);
    await show("outer");
    await show("inner");
    await chat(page, "In the inner one");
    await page.evaluate(() => (document.getElementById("inner") as HTMLDialogElement).close());
    await chat(page, "In the outer one");
    await page.evaluate(() => document.querySelector("main")?.remove());
    await chat(page, "In the page");
    await page.context().close();
  });

  it("that trap the focus cannot take it from the chat", async () => {
    site.html = `<div id="dialog" role="dialog" aria-label="Newsletter"><input id="inside" /><button>Subscribe</button></div>
      ${widgetTag(project, { "data-user-external-id": "trapped" })}`;
    const { page, errors } = await visit(site);
    await page.addScriptTag({ path: require.resolve("tabbable/dist/index.umd.min.js") });
    await page.addScriptTag({ path: require.resolve("focus-trap/dist/focus-trap.umd.min.js") });
    await launcher(page).waitFor();
    await page.evaluate(() => {
      const { createFocusTrap } = (window as unknown as { focusTrap: typeof import("focus-trap") }).focusTrap;
      createFocusTrap("#dialog", { isolateSubtrees: true } as object).activate();
    });
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe("inside");
    await launcher(page).click();
    await chat(page, "Out of the trap");
    // Tab goes on in the chat.
    await page.keyboard.press("Shift+Tab");
    expect(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.tagName)).toBeDefined();
    await page.locator("#inside").click();
    await page.keyboard.press("Shift+Tab"); // the trap still works
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Subscribe");
    expect(errors).toEqual([]);
    await page.context().close();
  });

  it("whose scripts watch where the focus goes, hide the rest of the page, or lock scrolling leave the chat alone", async () => {
    site.html = `<div id="dialog" role="dialog" aria-label="Dialog"><input id="inside" autofocus /></div>
      ${widgetTag(project, { "data-user-external-id": "hidden" })}`;
    const { page } = await visit(site);
    await launcher(page).waitFor();
    await page.evaluate(() => {
      const inside = document.getElementById("inside") as HTMLElement;
      inside.focus();
      const dialog = document.getElementById("dialog") as HTMLElement;
      const isOutside = (target: EventTarget | null) => target !== null && !dialog.contains(target as Node);
      document.addEventListener("focusin", ({ target }) => isOutside(target) && inside.focus());
      document.addEventListener("focusout", ({ relatedTarget }) => isOutside(relatedTarget) && inside.focus());
      document.addEventListener("pointerdown", ({ target }) => isOutside(target) && dialog.remove());
      document.addEventListener("wheel", (event) => event.preventDefault(), { passive: false });
      document.body.style.pointerEvents = "none";
      dialog.style.pointerEvents = "auto";
      for (const element of document.body.children) {
        if (element === dialog || element.tagName === "SCRIPT") continue;
        element.setAttribute("aria-hidden", "true");
        (element as HTMLElement).inert = true;
      }
    });
    await launcher(page).click();
    await chat(page, Array(60).fill("long").join(" "));
    await chat(page, `${Array(200).fill("longer").join(" ")}`);
    const box = page.getByRole("region", { name: "Messages" });
    const top = () => box.evaluate((element) => element.scrollTop);
    await expect.poll(top).toBeGreaterThan(0);
    const before = await top();
    await box.hover();
    await page.mouse.wheel(0, -100);
    await expect.poll(top).toBeLessThan(before);
    expect(await page.locator("#dialog").count()).toBe(1);
    await page.context().close();
  });
});

it("keeps its events from the page, whatever phase it listens in", async () => {
  site.html = `<script>
      window.heard = [];
      for (const type of ["keydown", "keyup", "keypress", "click", "mousedown", "pointerdown", "focusin"]) {
        for (const target of [document, document.documentElement]) {
          for (const capture of [true, false]) target.addEventListener(type, () => heard.push(type), { capture });
        }
      }
    </script><button id="own">Own</button>${widgetTag(project, { "data-user-external-id": "quiet" })}`;
  const { page } = await visit(site);
  await launcher(page).click();
  await chat(page, "Hello, shortcuts");
  const heard = () => page.evaluate(() => (window as unknown as { heard: string[] }).heard);
  expect(await heard()).toEqual([]);
  await page.locator("#own").click();
  expect(new Set(await heard())).toEqual(new Set(["pointerdown", "mousedown", "focusin", "click"]));
  // Links and input methods behave as always.
  await sendMessage(page, "https://example.com/ is a link");
  const reply = await waitForReply(page, "is a link");
  const opened = page.context().waitForEvent("page");
  await page.context().route("https://example.com/", (route) => route.fulfill({ body: "Example" }));
  await reply.getByRole("link").click();
  expect((await opened).url()).toBe("https://example.com/");
  const field = page.getByRole("textbox", { name: "Message to Ada" });
  await field.fill("composing");
  await field.evaluate((element) => {
    const options = { key: "Enter", bubbles: true, composed: true, cancelable: true };
    element.dispatchEvent(new KeyboardEvent("keydown", { ...options, isComposing: true }));
    element.dispatchEvent(new KeyboardEvent("keydown", { ...options, keyCode: 229 } as KeyboardEventInit));
  });
  expect(await field.inputValue()).toBe("composing");
  await page.context().close();
});

describe("content security policies", () => {
  const guide = readFileSync(path("../../docs/guide/widget.md"), "utf8");
  const [documented = ""] = codeBlocks(guide, "text");

  it("can be as strict as the guide says", async () => {
    site.headers = {
      "Content-Security-Policy": documented
        .replaceAll("https://chat.example.com", project.url)
        .replaceAll("\n", " ")
        .trim(),
      "Cross-Origin-Embedder-Policy": "require-corp",
      "Cross-Origin-Opener-Policy": "same-origin",
      "Referrer-Policy": "no-referrer",
    };
    expect(site.headers["Content-Security-Policy"]).toMatch(
      /^default-src 'none'; script-src http:\S+; connect-src http:\S+; img-src http:\S+; require-trusted-types-for 'script'$/,
    );
    site.html = widgetTag(project, { "data-user-external-id": "strict", "data-proactive-message": "Hello?" });
    const { page, errors } = await visit(site);
    await launcher(page).click();
    await sendMessage(page, "**Hello** `code`");
    await waitForReply(page, "You said: Hello code");
    expect(await launcher(page).evaluate((element) => getComputedStyle(element).position)).toBe("fixed");
    expect(await page.locator(".pf-root").evaluate((element) => getComputedStyle(element).display)).toBe("grid");
    // The favicon of the test's page is not allowed.
    expect(errors.filter((error) => !error.includes("'data:,'"))).toEqual([]);
    await page.context().close();
  });

  it("can have a nonce and no hosts", async () => {
    site.headers = {
      "Content-Security-Policy": `default-src 'none'; script-src 'nonce-abc123' 'strict-dynamic'; connect-src ${project.url}; img-src data:`,
    };
    site.html = widgetTag(project, { "data-user-external-id": "nonce", nonce: "abc123" });
    const { page, errors } = await visit(site);
    await launcher(page).click();
    await chat(page, "Hello");
    expect(errors).toEqual([]);
    await page.context().close();
  });
});

it("works with the tracing headers that monitoring adds to every request", async () => {
  site.html = `<script>
      const send = window.fetch;
      window.fetch = (input, init = {}) => {
        const headers = new Headers(init.headers);
        headers.set("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        headers.set("sentry-trace", "771a43a4192642f0b136d5159a501700-7c51afd529da4a2a-1");
        headers.set("x-datadog-trace-id", "1");
        return send(input, { ...init, headers });
      };
    </script>${widgetTag(project, { "data-user-external-id": "traced" })}`;
  const { page, errors } = await visit(site);
  await launcher(page).click();
  await chat(page, "Hello");
  expect(errors).toEqual([]);
  await page.context().close();
});

it("is not printed", async () => {
  site.html = widgetTag(project, { "data-user-external-id": "printer", "data-open": "true" });
  const { page } = await visit(site);
  await launcher(page).waitFor();
  await page.getByRole("dialog").waitFor();
  await page.emulateMedia({ media: "print" });
  await launcher(page).waitFor({ state: "hidden" });
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await page.context().close();
});

it("has one button that closes the chat, on wide and narrow screens", async () => {
  site.html = widgetTag(project, { "data-user-external-id": "closer" });
  for (const [width, closer, other] of [
    [1100, "Chat", "Close"],
    [390, "Close", "Chat"],
  ] as const) {
    const { page } = await visit(site, "/", { viewport: { width, height: 720 } });
    await launcher(page).click();
    await page.getByRole("textbox", { name: "Message to Ada" }).waitFor();
    expect(await page.getByRole("button", { name: other, exact: true }).count()).toBe(0);
    await page.getByRole("button", { name: closer, exact: true }).click();
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await page.context().close();
  }
});
