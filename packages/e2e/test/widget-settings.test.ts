// Where the widget's settings can be, and the calls with which a page controls it.
import { readFileSync } from "node:fs";
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

let project: TestProject;
let site: WidgetSite;
beforeAll(async () => {
  project = await createTestProject();
  site = await startSite();
});
afterAll(() => site.close());
beforeEach(() => {
  site.html = "";
});

const object = (settings: object) => `<script>window.ProficientSettings = ${JSON.stringify(settings)}</script>`;
const required = () => ({ apiKey: project.keys.publishable_key, agentId: project.agentId });
const bare = (query = "", attributes = "") =>
  `<script src="${project.url}/widget.js${query}" ${attributes} async></script>`;
const storedKeys = (page: Page) =>
  page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith("proficient:")));

describe("settings", () => {
  it("come from the tag, its URL or the page's object, in this order", async () => {
    const inObject = object({ ...required(), userExternalId: "from-object", label: "From the object", side: "left" });
    const inUrl = "?label=From+the+URL&user-external-id=from-url&theme=dark";
    for (const [query, attributes, label, user] of [
      ["", "", "From the object", "from-object"],
      [inUrl, "", "From the URL", "from-url"],
      [inUrl, 'data-label="From the tag" data-lang=""', "From the tag", "from-url"],
    ] as const) {
      site.html = inObject + bare(query, attributes);
      const { page, errors } = await visit(site, "/", { colorScheme: "light" });
      const asked = page.waitForRequest((request) => request.url().includes("/agents/") && request.method() === "GET");
      await page.reload();
      expect((await asked).headers()["x-proficient-user-external-id"]).toBe(user);
      await launcher(page, label).waitFor();
      expect((await launcher(page, label).boundingBox())?.x).toBe(20); // on the left
      expect(errors).toEqual([]);
      await page.context().close();
    }
  });

  it("are all in the script's URL, for tag managers", async () => {
    const { apiKey, agentId } = required();
    site.html = bare(`?api-key=${apiKey}&agent-id=${agentId}&user-external-id=url&open=true&theme=dark`);
    const { page, errors } = await visit(site);
    await sendMessage(page, "Hello");
    await waitForReply(page, "You said: Hello");
    const panel = page.getByRole("dialog");
    expect(await panel.evaluate((element) => getComputedStyle(element).backgroundColor)).toBe("rgb(18, 21, 28)");
    expect(errors).toEqual([]);
    await page.context().close();
  });

  it("that are unknown or wrong are named in one message, and the widget works without them", async () => {
    site.html =
      object({ ...required(), userExternalId: "alice", autoAsk: "maybe", colour: "red", proactiveDelay: -1 }) +
      bare("?user-hmac=c2VjcmV0&labl=Help", 'data-themes="dark" data-text-color="reddish" data-turbo-track="reload"');
    const { page, errors } = await visit(site);
    await launcher(page).waitFor();
    expect(errors).toEqual([
      "Proficient: data-themes is unknown. Do you mean data-theme?; " +
        "data-text-color must be a color: #rgb, #rrggbb or rgb(r, g, b); " +
        "user-hmac in the script's URL is not allowed, because servers log URLs; " +
        "labl in the script's URL is unknown. Do you mean label in the script's URL?; " +
        "ProficientSettings.autoAsk must be true or false; " +
        "ProficientSettings.colour is unknown; " +
        "ProficientSettings.proactiveDelay must be a number of seconds",
    ]);
    await page.context().close();
  });

  it("that are missing are named, and nothing is shown", async () => {
    site.html = object({ agentId: project.agentId }) + bare();
    const { page, errors } = await visit(site);
    await expect.poll(() => errors).toEqual(["Proficient: the setting apiKey is missing"]);
    await page.waitForFunction(() => window.Proficient?.open);
    expect(await launcher(page).count()).toBe(0);
    await page.context().close();
  });

  it("are not taken from elements of the page with their name", async () => {
    site.html = `<a id="Proficient"></a><form id="ProficientSettings"><input name="label" /></form>${widgetTag(project)}`;
    const { page, errors } = await visit(site);
    await launcher(page, "Chat").waitFor();
    await page.evaluate(() => window.Proficient?.open());
    await page.getByRole("dialog").waitFor();
    expect(errors).toEqual([]);
    await page.context().close();
  });

  it("work where the script is a module", async () => {
    site.html = `${object({ ...required(), userExternalId: "module" })}<script type="module" src="${project.url}/widget.js"></script>`;
    const { page, errors } = await visit(site);
    await launcher(page).waitFor();
    expect(errors).toEqual([]);
    await page.context().close();
  });
});

describe("calls", () => {
  it("start the widget, and shut it down with all that the tab knows of the user", async () => {
    site.html = bare();
    const { page, errors } = await visit(site);
    await page.waitForFunction(() => window.Proficient?.start);
    const start = (settings: object) => page.evaluate((given) => window.Proficient?.start(given), settings);
    await start({ ...required(), userExternalId: "starter", open: true });
    await sendMessage(page, "Hello");
    await waitForReply(page, "You said: Hello");
    expect(await storedKeys(page)).not.toEqual([]);

    await page.evaluate(() => window.Proficient?.shutdown());
    await launcher(page).waitFor({ state: "detached" });
    expect(await storedKeys(page)).toEqual([]);
    // Without settings, these do nothing.
    await page.evaluate(() => {
      window.Proficient?.shutdown();
      window.Proficient?.close();
      window.Proficient?.identify({ userExternalId: "starter" });
    });
    expect(await page.getByRole("dialog").count()).toBe(0);

    await start({ ...required(), userExternalId: "another" });
    await launcher(page).click();
    await page.getByText("How can I help you?").waitFor();
    expect(await launcher(page).count()).toBe(1);
    expect(errors).toEqual([]);
    await start({ agentId: project.agentId });
    expect(errors).toEqual(["Proficient: the setting apiKey is missing"]);
    await page.context().close();
  });

  it("change the settings of a widget that runs", async () => {
    site.html = widgetTag(project);
    const { page } = await visit(site);
    await launcher(page, "Chat").click();
    await sendMessage(page, "Hello");
    await waitForReply(page, "You said: Hello");
    await page.evaluate(() => window.Proficient?.start({ label: "Chat in red", primaryColor: "#ff0000" }));
    const button = launcher(page, "Chat in red");
    await button.waitFor();
    expect(await button.evaluate((element) => getComputedStyle(element).backgroundColor)).toBe("rgb(255, 0, 0)");
    await waitForReply(page, "You said: Hello"); // the same user's chat stays
    await page.context().close();
  });

  it("open the chat with a text that waits in the message field, or is sent", async () => {
    site.html = widgetTag(project, { "data-user-external-id": "composer" });
    const { page, errors } = await visit(site);
    await launcher(page).waitFor();
    await page.evaluate(() => window.Proficient?.open({ message: "A question" }));
    const field = page.getByRole("textbox", { name: "Message to Ada" });
    await expect.poll(() => field.inputValue()).toBe("A question");
    await page.evaluate(() => {
      window.Proficient?.close();
      window.Proficient?.open({ message: "A question" }); // already there
    });
    await page.evaluate(() => window.Proficient?.open({ message: "Another one", send: true }));
    await waitForReply(page, "You said: Another one");
    expect(await field.inputValue()).toBe("A question");

    // While a reply is being written, the text waits.
    await page.keyboard.press("Control+A");
    await sendMessage(page, JSON.stringify({ say: Array(400).fill("slow "), pace: 50 }));
    await page.getByRole("button", { name: "Stop" }).waitFor();
    await page.evaluate(() => window.Proficient?.open({ message: "Later", send: true }));
    await expect.poll(() => field.inputValue()).toBe("Later");
    await page.getByRole("button", { name: "Stop" }).click();

    // It is a text, whatever it contains, and another user does not get it.
    await page.evaluate(() => window.Proficient?.open({ message: "<img src=x onerror=alert(1)>", send: true }));
    await page.evaluate(() => window.Proficient?.identify({ userExternalId: "composer-2" }));
    await page.getByText("How can I help you?").waitFor();
    expect(await field.inputValue()).toBe("");
    expect(errors).toEqual([]);
    await page.context().close();
  });
});

describe("the queue", () => {
  const guide = readFileSync(path("../../docs/guide/widget.md"), "utf8");
  const stub = codeBlocks(guide, "html").find((block) => block.includes("queue")) as string;
  const calls = () => {
    const settings = JSON.stringify({ ...required(), userExternalId: "queued", label: "Chat from a queue" });
    return `<script>
      window.early = Proficient;
      window.replies = [];
      const stop = Proficient.on("open", () => replies.push("stopped too late"));
      stop();
      window.stopReplies = Proficient.on("reply", ({ status }) => replies.push(status));
    </script>
    <script>Proficient.identify({})</script>
    <script>
      Proficient.start(${settings});
      Proficient.open({ message: "Hello", send: true });
    </script>`;
  };
  const replies = (page: Page) => page.evaluate(() => (window as unknown as { replies: string[] }).replies);

  it.each([
    ["before", () => stub + calls() + bare()],
    ["after", () => `${bare().replace("async", "")}${stub}${calls()}`],
  ])("is defined %s the script has loaded, and its calls are made in their order", async (_, html) => {
    site.html = html();
    const { page, errors } = await visit(site);
    await waitForReply(page, "You said: Hello");
    await launcher(page, "Chat from a queue").waitFor();
    await expect.poll(() => replies(page)).toEqual(["completed"]);
    expect(errors).toEqual([expect.stringContaining("Proficient.identify: userExternalId is missing")]);
    // References to the queue work on.
    await page.evaluate(() => {
      (window as unknown as { stopReplies(): void }).stopReplies();
      (window as unknown as { early: typeof window.Proficient }).early?.close();
    });
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await page.evaluate(() => window.Proficient?.open({ message: "Again", send: true }));
    await waitForReply(page, "You said: Again");
    expect(await replies(page)).toEqual(["completed"]);
    await page.context().close();
  });

  it("does no harm if the script never loads", async () => {
    site.html = stub + calls();
    const { page, errors } = await visit(site);
    await page.getByRole("button", { name: "Ask about prices" }).click();
    await page.evaluate(() => (window as unknown as { stopReplies(): void }).stopReplies());
    expect(errors).toEqual([]);
    await page.context().close();
  });
});
