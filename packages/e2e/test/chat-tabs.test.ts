// The same conversation in several tabs. Over HTTP/1.1, a browser opens only six connections to a server, for all tabs.
import { createTestProject, type HttpProxy, script, startHttpProxy, type TestProject } from "@proficient/testing";
import type { BrowserContext, Page } from "playwright-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { chatUrl, context, messages, sendMessage } from "../src/index.js";

let project: TestProject;
let proxy: HttpProxy;
let browserContext: BrowserContext;
/** The tab that has opened the last stream. */
let streamer: Page;
beforeEach(async () => {
  project = await createTestProject();
  proxy = await startHttpProxy(project.url);
  browserContext = await context({ viewport: { width: 500, height: 500 } });
});
afterEach(async () => {
  await browserContext.close();
  await proxy.close();
});

async function openTab(userExternalId = "alice"): Promise<Page> {
  const page = await browserContext.newPage();
  page.on("request", (request) => {
    if (isStream(new URL(request.url()).pathname)) streamer = page;
  });
  page.on("pageerror", (error) => expect.unreachable(String(error)));
  await page.goto(chatUrl(project, { baseUrl: proxy.url, userExternalId, chatSectionHeight: "fill" }));
  return page;
}
const openTabs = (count: number) => Promise.all(Array.from({ length: count }, () => openTab()));

/** A message that makes the model reply with numbered words. */
const count = (words: number, pace = 50) =>
  script({ say: Array.from({ length: words }, (_, index) => `w${index} `), pace });
const text = (words: number) => Array.from({ length: words }, (_, index) => `w${index}`).join(" ");

const replyIn = (page: Page) => messages(page, "agent").last();
const waitForText = (page: Page, part: string) =>
  messages(page, "agent").filter({ hasText: part }).last().waitFor({ timeout: 50_000 });
const waitForStatus = (page: Page, status: string) =>
  replyIn(page)
    .and(page.locator(`[data-status="${status}"]`))
    .waitFor({ timeout: 50_000 });
const textIn = async (page: Page) => (await replyIn(page).locator(".pf-body").textContent())?.trim();

const isStream = (request: string) => /\/turns$|\/ask$|\/stream$/.test(request);
const streams = () => proxy.requests.filter(isStream).map((request) => request.replace(/msg_\w+/, "…"));
const openStreams = () => [...proxy.open].filter(isStream);

/** Makes a page believe that it is hidden or visible. The browser of the tests shows all pages. */
async function setVisibility(page: Page, state: "hidden" | "visible"): Promise<void> {
  await page.evaluate((value) => {
    Object.defineProperty(document, "visibilityState", { value, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }, state);
}

async function crash(page: Page): Promise<void> {
  const crashed = page.waitForEvent("crash");
  const session = await browserContext.newCDPSession(page);
  session.send("Page.crash").catch(() => {}); // the page cannot answer
  await crashed;
}

describe("eight tabs of a conversation", () => {
  it("share one stream, and each shows the whole reply", async () => {
    const first = await openTab();
    await sendMessage(first, count(200));
    await waitForText(first, "w3 ");
    const tabs = [first, ...(await openTabs(7))];
    for (const tab of tabs) await waitForStatus(tab, "completed");
    for (const tab of tabs) expect(await textIn(tab)).toBe(text(200));
    expect(streams()).toEqual(["POST /turns"]);
  });

  it("each can stop the reply", async () => {
    const first = await openTab();
    await sendMessage(first, count(1_000));
    await waitForText(first, "w3 ");
    const tabs = [first, ...(await openTabs(7))];
    for (const tab of tabs) await waitForText(tab, "w9 ");
    await (tabs[7] as Page).getByRole("button", { name: "Stop" }).click();
    for (const tab of tabs) await waitForStatus(tab, "cancelled");
    const texts = await Promise.all(tabs.map(textIn));
    expect(new Set(texts).size).toBe(1);
    expect(text(1_000)).toContain(texts[0]);
    expect(streams()).toEqual(["POST /turns"]);
  });

  it("stay whole when the one that streams is closed or crashes, again and again", async () => {
    const first = await openTab();
    await sendMessage(first, count(300));
    await waitForText(first, "w3 ");
    const tabs = [first, ...(await openTabs(7))];
    for (const tab of tabs) await waitForText(tab, "w9 ");
    for (let closed = 1; closed <= 4; closed += 1) {
      const tab = streamer;
      tabs.splice(tabs.indexOf(tab), 1);
      if (closed % 2 === 0) await crash(tab);
      else await tab.close();
      await expect.poll(streams).toEqual(["POST /turns", ...Array(closed).fill("GET /messages/…/stream")]);
    }
    for (const tab of tabs) await waitForStatus(tab, "completed");
    for (const tab of tabs) expect(await textIn(tab)).toBe(text(300));
    expect(streams()).toEqual(["POST /turns", ...Array(4).fill("GET /messages/…/stream")]);
  });
});

describe("a hidden tab", () => {
  it("closes its stream, and continues it when it is visible again", async () => {
    const tab = await openTab();
    await sendMessage(tab, count(200));
    await waitForText(tab, "w3 ");
    await setVisibility(tab, "hidden");
    await expect.poll(openStreams).toEqual([]);
    const known = await textIn(tab);
    const other = await openTab(); // it sees that the reply goes on
    await waitForText(other, "w60 ");
    expect(await textIn(tab)).toBe(known);
    expect(openStreams()).toHaveLength(1);
    await other.close();
    await expect.poll(openStreams).toEqual([]);
    await setVisibility(tab, "visible");
    await waitForStatus(tab, "completed");
    expect(await textIn(tab)).toBe(text(200));
    expect(streams()).toEqual(["POST /turns", "GET /messages/…/stream", "GET /messages/…/stream"]);
  });

  it("leaves its stream to a visible one, and still shows the end", async () => {
    const [one, two] = [await openTab(), await openTab()];
    await sendMessage(one, count(150));
    await waitForText(one, "w3 ");
    await two.bringToFront();
    await two.reload();
    await waitForText(two, "w9 ");
    await setVisibility(one, "hidden");
    await expect.poll(() => streamer === two).toBe(true);
    await waitForStatus(two, "completed");
    await waitForStatus(one, "completed");
    expect([await textIn(one), await textIn(two)]).toEqual([text(150), text(150)]);
    expect(streams()).toEqual(["POST /turns", "GET /messages/…/stream"]);
  });

  it("requests nothing, and catches up when it is visible again", async () => {
    const [one, two] = [await openTab(), await openTab()];
    await sendMessage(one, "First");
    await waitForText(one, "You said: First");
    await two.reload();
    await waitForText(two, "You said: First");
    await setVisibility(two, "hidden");
    await two.clock.install();
    const requests: string[] = [];
    two.on("request", (request) => requests.push(request.url()));
    await sendMessage(one, "Second");
    await waitForText(one, "You said: Second");
    await two.clock.runFor(300_000);
    expect(requests).toEqual([]);
    await setVisibility(two, "visible");
    await waitForText(two, "You said: Second");
  });
});

describe("where tabs cannot share streams", () => {
  const obstacles: Record<string, () => void> = {
    "channels are forbidden": () => {
      window.BroadcastChannel = class {
        constructor() {
          throw new DOMException("The operation is insecure.", "SecurityError");
        }
      } as unknown as typeof BroadcastChannel;
    },
    "there are no locks": () => {
      Object.defineProperty(Navigator.prototype, "locks", { value: undefined });
    },
    "locks are forbidden": () => {
      navigator.locks.request = () => Promise.reject(new DOMException("The request is denied.", "SecurityError"));
    },
    "locks throw": () => {
      Object.defineProperty(Navigator.prototype, "locks", {
        get() {
          throw new DOMException("The operation is insecure.", "SecurityError");
        },
      });
    },
  };

  it.each(Object.keys(obstacles))("each visible tab has its own stream: %s", async (obstacle) => {
    await browserContext.addInitScript(obstacles[obstacle] ?? "");
    const one = await openTab();
    await sendMessage(one, count(100));
    await waitForText(one, "w3 ");
    const two = await openTab();
    await waitForText(two, "w9 ");
    expect(openStreams().sort()).toEqual([expect.stringContaining("/stream"), "POST /turns"]);
    await setVisibility(one, "hidden");
    await expect.poll(openStreams).toEqual([expect.stringContaining("/stream")]);
    await setVisibility(one, "visible");
    for (const tab of [one, two]) {
      await waitForStatus(tab, "completed");
      expect(await textIn(tab)).toBe(text(100));
    }

    await sendMessage(one, count(1_000));
    await waitForText(one, "w3 ");
    await two.reload();
    await two.getByRole("button", { name: "Stop" }).click();
    for (const tab of [one, two]) await waitForStatus(tab, "cancelled");
  });
});

it("passes nothing on to another user's tab", async () => {
  await browserContext.addInitScript(() => {
    const received: string[] = [];
    Object.assign(window, { received });
    const Channel = window.BroadcastChannel;
    window.BroadcastChannel = class extends Channel {
      constructor(name: string) {
        super(name);
        this.addEventListener("message", ({ data }) => received.push(JSON.stringify(data)));
      }
    };
  });
  const received = (page: Page) =>
    page.evaluate(() => (window as unknown as { received: string[] }).received.join("\n"));
  const [alice, other, bob] = [await openTab(), await openTab(), await openTab("bob")];
  await sendMessage(bob, count(200));
  await waitForText(bob, "w3 ");
  await sendMessage(alice, script({ say: ["alice’s ", ...Array(60).fill("secret ")], pace: 50 }));
  await waitForText(alice, "secret");
  await other.reload();
  await waitForStatus(other, "completed");
  await waitForStatus(alice, "completed");
  await waitForStatus(bob, "completed");
  expect(await textIn(bob)).toBe(text(200));
  expect(await received(other)).toContain("secret");
  expect(await received(bob)).not.toContain("secret");
  expect(await bob.content()).not.toContain("secret");
});
