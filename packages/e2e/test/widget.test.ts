// The widget that the server serves, in the example of a plain page.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { type Listening, listen, turnHmacOn } from "@proficient/testing";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import { context, path, reply, say, violations, type World, world } from "../src/index.js";

describe("the widget", () => {
  let w: World;
  let site: Listening;
  let attributes: Record<string, string>;
  beforeAll(async () => {
    w = await world();
    const html = readFileSync(path("../../examples/html/index.html"), "utf8");
    site = await listen(
      createServer((_, response) => {
        let page = html.replace("http://localhost:8080", w.url);
        for (const [name, value] of Object.entries(attributes)) {
          page = page.replace(new RegExp(`(${name})="[^"]*"|(?=async)`), `${name}="${value}" `);
        }
        response.writeHead(200, {
          "Content-Type": "text/html",
          // As strict as a page with this widget can be.
          "Content-Security-Policy": `default-src 'none'; script-src 'self' ${w.url} 'unsafe-inline'; connect-src ${w.url}; style-src 'unsafe-inline'; img-src data:`,
        });
        response.end(page);
      }),
    );
  });
  afterAll(() => site.close());
  beforeEach(() => {
    attributes = { "data-api-key": w.keys.publishable_key, "data-agent-id": w.agentId };
  });

  async function visit(options = {}): Promise<{ page: Page; requests: string[]; problems: string[] }> {
    const page = await (await context(options)).newPage();
    const [requests, problems]: [string[], string[]] = [[], []];
    page.on("request", (request) => requests.push(request.url()));
    page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    page.on("pageerror", (error) => problems.push(error.message));
    await page.goto(site.url);
    return { page, requests, problems };
  }

  it("opens from its button, talks, and goes away", async () => {
    const { page, requests, problems } = await visit();
    const launcher = page.getByRole("button", { name: "Chat with us", exact: true });
    await launcher.waitFor();
    // Nothing but the script is loaded before somebody wants to talk.
    expect(requests.filter((url) => url.startsWith(w.url)).map((url) => new URL(url).pathname)).toEqual([
      "/widget.js",
      expect.stringMatching(/^\/widget\/[0-9a-f]{16}\.js$/),
    ]);
    await launcher.click();
    const field = page.getByRole("textbox", { name: "Message to Ada" });
    await expect.poll(() => field.evaluate((element) => element.matches(":focus"))).toBe(true);
    await say(page, "Hello");
    await reply(page, "You said: Hello");
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await field.waitFor({ state: "hidden" });
    await expect.poll(() => launcher.evaluate((element) => element.matches(":focus"))).toBe(true);
    await page.getByRole("button", { name: "Ask us" }).click();
    await field.waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();
    await launcher.waitFor({ state: "detached" });
    expect(requests.filter((url) => !url.startsWith(w.url) && !url.startsWith(site.url))).toEqual([]);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("knows another user at once", async () => {
    const { page } = await visit();
    await page.getByRole("button", { name: "Ask us" }).click();
    await say(page, "A secret of Alice's");
    await reply(page, "You said: A secret");
    await page.evaluate(() => window.Proficient?.identify({ userExternalId: "bob" }));
    await page.getByText("What can I do for you?").waitFor();
    expect(await page.getByText("Alice's").count()).toBe(0);
    await page.context().close();
  });

  it("is not there until the page says who its user is", async () => {
    attributes["data-user-external-id"] = "";
    const { page, problems } = await visit();
    await page.waitForFunction(() => window.Proficient);
    expect(await page.getByRole("button", { name: "Chat with us" }).count()).toBe(0);
    await page.evaluate(() => window.Proficient?.identify({ userExternalId: "carol" }));
    await page.getByRole("button", { name: "Chat with us" }).waitFor();
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("says in the console what is missing in the script tag", async () => {
    attributes["data-agent-id"] = "";
    const { page, problems } = await visit();
    await expect.poll(() => problems).toContain("Proficient: the script tag needs data-agent-id");
    await page.context().close();
  });

  it("keeps its keys to itself, and its look", async () => {
    const { page } = await visit({ viewport: { width: 390, height: 700 } });
    await page.evaluate(() => {
      document.addEventListener("keydown", () => document.body.setAttribute("data-heard", "yes"));
      const style = document.createElement("style");
      style.textContent =
        "* { color: red !important; font-size: 40px !important } textarea { display: none !important }";
      document.head.append(style);
    });
    await page.getByRole("button", { name: "Ask us" }).click();
    await say(page, "Hello");
    const said = await reply(page, "You said: Hello");
    expect(await page.locator("body").getAttribute("data-heard")).toBeNull();
    expect(await said.locator(".pf-body").evaluate((element) => getComputedStyle(element).fontSize)).toBe("15px");
    // On a phone it is all there is.
    const panel = page.getByRole("dialog");
    expect(await panel.boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 700 });
    await panel.getByRole("button", { name: "Chat with us: ×" }).click();
    await panel.waitFor({ state: "hidden" });
    await page.context().close();
  });

  it("needs the hash when the project does", async () => {
    const own = await world();
    await turnHmacOn(inject("server"), own.keys);
    attributes = { "data-api-key": own.keys.publishable_key, "data-agent-id": own.agentId };
    const { page } = await visit();
    await page.getByRole("button", { name: "Ask us" }).click();
    await page.getByText("You are not signed in to this chat").waitFor();
    const { createHmac } = await import("node:crypto");
    const userHmac = createHmac("sha256", own.keys.hmac_secret).update("alice").digest("base64");
    await page.evaluate((hash) => window.Proficient?.identify({ userExternalId: "alice", userHmac: hash }), userHmac);
    await say(page, "Hello");
    await reply(page, "You said: Hello");
    await page.context().close();
  });
});
