// What the closed widget shows: unread replies, and a message that invites visitors.
import { createTestProject, script, type TestProject } from "@proficient/testing";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  context,
  launcher,
  messages,
  sendMessage,
  startSite,
  violations,
  visit,
  type WidgetSite,
  waitForReply,
  widgetTag,
} from "../src/index.js";

let project: TestProject;
let site: WidgetSite;
beforeAll(async () => {
  project = await createTestProject();
  site = await startSite();
});
afterAll(() => site.close());

describe("unread replies", () => {
  const named = (page: Page, count: number) => page.getByRole("button", { name: `Chat, ${count} unread`, exact: true });
  const unnamed = (page: Page) => page.getByRole("button", { name: "Chat", exact: true });
  const slowly = (word: string, count = 20) => script({ say: Array(count).fill(`${word} `), pace: 60 });

  async function open(user: string): Promise<Page> {
    site.html = widgetTag(project, { "data-user-external-id": user });
    const { page } = await visit(site);
    await launcher(page).click();
    return page;
  }
  async function ask(page: Page, text: string): Promise<void> {
    await sendMessage(page, text);
    await page.getByRole("button", { name: "Stop" }).waitFor();
  }

  it("are counted while the chat is closed, also on the next page", async () => {
    const page = await open("counter");
    await sendMessage(page, "Seen");
    await waitForReply(page, "You said: Seen");
    await ask(page, slowly("one"));
    await page.keyboard.press("Escape");
    await named(page, 1).waitFor();
    expect(await page.getByRole("status").filter({ hasText: "1 unread" }).count()).toBe(1);
    expect(await violations(page)).toEqual([]);

    await page.goto(`${site.url}/another-page`);
    await named(page, 1).waitFor();
    await named(page, 1).click();
    await messages(page, "agent").filter({ hasText: "one" }).waitFor();
    await page.keyboard.press("Escape");
    await unnamed(page).waitFor();
    await page.reload();
    await unnamed(page).waitFor();
    await page.context().close();
  });

  it("are counted if the page was left while they were written, and only then the closed widget follows them", async () => {
    const page = await open("leaver");
    await ask(page, slowly("two", 60));
    await page.keyboard.press("Escape");
    const requests: string[] = [];
    page.on(
      "request",
      (request) => request.url().startsWith(project.url) && requests.push(new URL(request.url()).pathname),
    );
    await page.reload();
    await unnamed(page).waitFor(); // the reply is still being written
    await named(page, 1).waitFor();

    // Settled, so the next page loads the button alone.
    requests.length = 0;
    await page.reload();
    await named(page, 1).waitFor();
    expect(requests.filter((path) => !path.startsWith("/widget"))).toEqual([`/agents/${project.agentId}`]);
    await page.context().close();
  });

  it("are counted if they ended between two pages", async () => {
    const page = await open("traveler");
    await ask(page, slowly("three", 10));
    await page.goto("about:blank");
    const { data } = await project.user("traveler").interactions.list({ agentId: project.agentId });
    const interactionId = data[0]?.id as string;
    await expect
      .poll(async () => (await project.user("traveler").messages.list({ interactionId })).data.at(-1)?.status)
      .toBe("completed");
    await page.goto(site.url);
    await named(page, 1).waitFor();
    await page.context().close();
  });

  it("are those of one user, and are forgotten on logout", async () => {
    const page = await open("first");
    await ask(page, slowly("four"));
    await page.keyboard.press("Escape");
    await named(page, 1).waitFor();
    await page.evaluate(() => window.Proficient?.identify({ userExternalId: "second" }));
    await unnamed(page).waitFor();
    await page.evaluate(() => window.Proficient?.identify({ userExternalId: "first" }));
    await unnamed(page).waitFor();
    await page.context().close();
  });

  it("are neither stopped nor failed ones", async () => {
    const page = await open("failing");
    await sendMessage(page, script({ say: ["a ", "b "], pace: 400, breakOff: true }));
    await page.getByRole("button", { name: "Stop" }).waitFor();
    await page.evaluate(() => {
      const ended = new Promise((resolve) => window.addEventListener("proficient:error", resolve, { once: true }));
      Object.assign(window, { ended });
    });
    await page.keyboard.press("Escape");
    await page.evaluate(() => (window as unknown as { ended: Promise<unknown> }).ended.then(() => {}));
    expect(await unnamed(page).count()).toBe(1);
    await page.context().close();
  });

  it("are counted where storage is blocked, until a reload", async () => {
    const browserContext = await context();
    await browserContext.addInitScript(() => {
      const forbid = () => {
        throw new DOMException("The operation is insecure.", "SecurityError");
      };
      Object.defineProperty(window, "sessionStorage", { get: forbid });
      Object.defineProperty(window, "localStorage", { get: forbid });
    });
    site.html = widgetTag(project, { "data-user-external-id": "blocked" });
    const page = await browserContext.newPage();
    await page.goto(site.url);
    await launcher(page).click();
    await ask(page, slowly("five"));
    await page.keyboard.press("Escape");
    await named(page, 1).waitFor();
    await page.reload();
    await unnamed(page).waitFor();
    await page.evaluate(() => window.Proficient?.shutdown());
    await unnamed(page).waitFor({ state: "detached" });
    await browserContext.close();
  });
});

describe("a proactive message", () => {
  const TEXT = "Questions? <b>Ask me.</b>";
  const message = (page: Page) => page.getByRole("button", { name: TEXT, exact: true });
  let attributes: Record<string, string>;
  beforeEach(() => {
    attributes = { "data-proactive-message": TEXT.replace("<", "&lt;"), "data-proactive-delay": "3" };
  });

  /** Opens a page whose time the test controls. */
  async function arrive(path = "/", options = {}): Promise<Page> {
    site.html = widgetTag(project, { "data-user-external-id": "visitor", ...attributes });
    const page = await (await context(options)).newPage();
    await page.clock.install();
    await page.goto(site.url + path);
    await launcher(page).waitFor();
    return page;
  }
  const pass = (page: Page, seconds: number) => page.clock.runFor(seconds * 1_000);

  it("appears after its delay as plain text, once, and opens the chat", async () => {
    const page = await arrive();
    await pass(page, 2);
    expect(await message(page).count()).toBe(0);
    await pass(page, 2);
    await message(page).waitFor();
    expect(await violations(page)).toEqual([]);
    await message(page).click();
    await page.getByRole("textbox", { name: "Message to Ada" }).waitFor();
    expect(await message(page).count()).toBe(0);
    await page.getByRole("button", { name: "Chat", exact: true }).click();
    await page.reload();
    await launcher(page).waitFor();
    await pass(page, 10);
    expect(await message(page).count()).toBe(0);
    await page.context().close();
  });

  it("can be dismissed for good, or until the next session", async () => {
    for (const [repeat, isShownAgain] of [
      ["visitor", false],
      ["session", true],
    ] as const) {
      attributes["data-proactive-repeat"] = repeat;
      const page = await arrive();
      await pass(page, 4);
      await message(page).waitFor();
      await page.getByRole("button", { name: "Close", exact: true }).click();
      await message(page).waitFor({ state: "detached" });
      expect(await launcher(page).evaluate((element) => element.matches(":focus"))).toBe(true);
      await page.reload();
      await launcher(page).waitFor();
      await pass(page, 10);
      expect(await message(page).count()).toBe(0);

      const next = await page.context().newPage(); // another tab is another session
      await next.clock.install();
      await next.goto(site.url);
      await launcher(next).waitFor();
      await pass(next, 10);
      expect(await message(next).count()).toBe(isShownAgain ? 1 : 0);
      await page.context().close();
    }
  });

  it("appears on matching pages only, also of a single-page app", async () => {
    attributes["data-proactive-pages"] = "/pricing, /docs/*";
    const page = await arrive("/about");
    await pass(page, 10);
    expect(await message(page).count()).toBe(0);
    await page.evaluate(() => history.pushState(null, "", "/docs/widget/settings"));
    await pass(page, 5);
    await message(page).waitFor();
    await page.evaluate(() => history.pushState(null, "", "/about"));
    await pass(page, 2);
    await message(page).waitFor({ state: "detached" });
    await page.context().close();
  });

  it("neither appears over the open chat nor after it was opened", async () => {
    const page = await arrive();
    await launcher(page).click();
    await pass(page, 10);
    expect(await message(page).count()).toBe(0);
    await page.keyboard.press("Escape");
    await pass(page, 10);
    expect(await message(page).count()).toBe(0);
    await page.context().close();
  });

  it("does not appear where it cannot be remembered", async () => {
    const browserContext = await context();
    await browserContext.addInitScript(() => {
      Object.defineProperty(window, "localStorage", {
        get() {
          throw new DOMException("The operation is insecure.", "SecurityError");
        },
      });
    });
    site.html = widgetTag(project, attributes);
    const page = await browserContext.newPage();
    await page.clock.install();
    await page.goto(site.url);
    await launcher(page).waitFor();
    await pass(page, 10);
    expect(await message(page).count()).toBe(0);
    await browserContext.close();
  });

  it("does not move for readers who prefer that", async () => {
    for (const reducedMotion of ["reduce", "no-preference"] as const) {
      const page = await arrive("/", { reducedMotion });
      await pass(page, 4);
      const animation = await message(page).evaluate(
        (element) => getComputedStyle(element.parentElement as Element).animationName,
      );
      expect(animation).toBe(reducedMotion === "reduce" ? "none" : "appear");
      await page.context().close();
    }
  });
});
