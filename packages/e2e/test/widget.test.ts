// The widget served by the server, in the plain HTML example.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import {
  codeBlocks,
  createTestProject,
  enableHmac,
  type ListeningServer,
  listen,
  script,
  type TestProject,
} from "@proficient/testing";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import { context, path, sendMessage, violations, waitForReply } from "../src/index.js";

describe("the widget", () => {
  let project: TestProject;
  let site: ListeningServer;
  let attributes: Record<string, string>;
  beforeAll(async () => {
    project = await createTestProject();
    const html = readFileSync(path("../../examples/html/index.html"), "utf8");
    site = await listen(
      createServer((_, response) => {
        let page = html.replace("http://localhost:8080", project.url);
        for (const [name, value] of Object.entries(attributes)) {
          page = page.replace(new RegExp(`(${name})="[^"]*"|(?=async)`), `${name}="${value}" `);
        }
        response.writeHead(200, {
          "Content-Type": "text/html",
          // The strictest policy that works with the widget.
          "Content-Security-Policy": `default-src 'none'; script-src 'self' ${project.url} 'unsafe-inline'; connect-src ${project.url}; style-src 'unsafe-inline'; img-src data:`,
        });
        response.end(page);
      }),
    );
  });
  afterAll(() => site.close());
  beforeEach(() => {
    attributes = { "data-api-key": project.keys.publishable_key, "data-agent-id": project.agentId };
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

  it("opens from its button, chats, and disappears on logout", async () => {
    const { page, requests, problems } = await visit();
    const launcher = page.getByRole("button", { name: "Chat with us", exact: true });
    await launcher.waitFor();
    // Only the script and how the agent appears are loaded before the chat is opened.
    expect(requests.filter((url) => url.startsWith(project.url)).map((url) => new URL(url).pathname)).toEqual([
      "/widget.js",
      expect.stringMatching(/^\/widget\/[0-9a-f]{16}\.js$/),
      `/agents/${project.agentId}`,
    ]);
    await launcher.click();
    const field = page.getByRole("textbox", { name: "Message to Ada" });
    await expect.poll(() => field.evaluate((element) => element.matches(":focus"))).toBe(true);
    await sendMessage(page, "Hello");
    await waitForReply(page, "You said: Hello");
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await field.waitFor({ state: "hidden" });
    await expect.poll(() => launcher.evaluate((element) => element.matches(":focus"))).toBe(true);
    await page.getByRole("button", { name: "Ask us" }).click();
    await field.waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();
    await launcher.waitFor({ state: "detached" });
    expect(requests.filter((url) => !url.startsWith(project.url) && !url.startsWith(site.url))).toEqual([]);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("switches to another user at once", async () => {
    const { page } = await visit();
    await page.getByRole("button", { name: "Ask us" }).click();
    await sendMessage(page, "A secret of Alice's");
    await waitForReply(page, "You said: A secret");
    await page.evaluate(() => window.Proficient?.identify({ userExternalId: "bob" }));
    await page.getByText("How can I help you?").waitFor();
    expect(await page.getByText("Alice's").count()).toBe(0);
    await page.context().close();
  });

  it("is hidden until the page identifies the user", async () => {
    attributes["data-user-external-id"] = "";
    const { page, problems } = await visit();
    await page.waitForFunction(() => window.Proficient);
    expect(await page.getByRole("button", { name: "Chat with us" }).count()).toBe(0);
    await page.evaluate(() => window.Proficient?.identify({ userExternalId: "carol" }));
    await page.getByRole("button", { name: "Chat with us" }).waitFor();
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("logs missing settings to the console", async () => {
    attributes["data-agent-id"] = "";
    const { page, problems } = await visit();
    await expect.poll(() => problems).toContain("Proficient: the setting agentId is missing");
    await page.context().close();
  });

  it("is isolated from the page's keyboard shortcuts and styles", async () => {
    const { page } = await visit({ viewport: { width: 390, height: 700 } });
    await page.evaluate(() => {
      document.addEventListener("keydown", () => document.body.setAttribute("data-key-pressed", "yes"));
      const style = document.createElement("style");
      style.textContent =
        "* { color: red !important; font-size: 40px !important } textarea { display: none !important }";
      document.head.append(style);
    });
    await page.getByRole("button", { name: "Ask us" }).click();
    await sendMessage(page, "Hello");
    const reply = await waitForReply(page, "You said: Hello");
    expect(await page.locator("body").getAttribute("data-key-pressed")).toBeNull();
    expect(await reply.locator(".pf-body").evaluate((element) => getComputedStyle(element).fontSize)).toBe("15px");
    // On a phone it covers the whole screen.
    const panel = page.getByRole("dialog");
    expect(await panel.boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 700 });
    await panel.getByRole("button", { name: "Close", exact: true }).click();
    await panel.waitFor({ state: "hidden" });
    await page.context().close();
  });

  it("polls nothing while it is closed, and refreshes when it is opened again", async () => {
    const browserContext = await context();
    const page = await browserContext.newPage();
    await page.clock.install();
    let requests = 0;
    page.on("request", (request) => {
      if (/\/(agents\/|interactions\?|messages\?)/.test(request.url())) requests += 1;
    });
    await page.goto(site.url);
    await page.getByRole("button", { name: "Ask us" }).click();
    await sendMessage(page, "Hello");
    await waitForReply(page, "You said: Hello");
    const before = requests;
    await page.clock.runFor(130_000);
    // Open, it polls: the list and the messages each 20 seconds, the agent each minute. A timer that starts late may
    // miss its last round.
    await expect.poll(() => requests).toBeGreaterThanOrEqual(before + 5 + 5 + 2);

    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await page.clock.runFor(1_000); // what was requested before is counted
    const closed = requests;
    await page.clock.runFor(300_000);
    await page.evaluate(() => window.dispatchEvent(new Event("focus")));
    expect(requests).toBe(closed);
    await page.getByRole("button", { name: "Ask us" }).click();
    await expect.poll(() => requests).toBeGreaterThan(closed);
    await browserContext.close();
  });

  it("survives a replaced body, and a second script tag", async () => {
    const { page, problems } = await visit();
    await page.getByRole("button", { name: "Ask us" }).click();
    await sendMessage(page, "Hello");
    await waitForReply(page, "You said: Hello");
    const launchers = page.getByRole("button", { name: "Chat with us", exact: true });
    await page.evaluate(() => {
      const body = document.createElement("body");
      body.textContent = "Another page";
      document.documentElement.replaceChild(body, document.body);
    });
    await waitForReply(page, "You said: Hello");
    await page.evaluate(() => document.body.replaceChildren("Yet another page"));
    await waitForReply(page, "You said: Hello");

    // Turbo runs the script tag of each page; this one has another user.
    const addScript = (changes: Record<string, string>) =>
      page.evaluate(
        ([src, data]) =>
          new Promise((resolve) => {
            const script = Object.assign(document.createElement("script"), { src, onload: resolve });
            Object.assign(script.dataset, data);
            document.body.append(script);
          }),
        [`${project.url}/widget.js`, changes] as const,
      );
    const same = { apiKey: project.keys.publishable_key, agentId: project.agentId, label: "Chat with us" };
    await addScript({ ...same, userExternalId: "alice" });
    await waitForReply(page, "You said: Hello");
    expect(await launchers.count()).toBe(1);
    await addScript({ ...same, userExternalId: "dora" });
    await page.getByText("How can I help you?").waitFor();
    expect(await launchers.count()).toBe(1);

    // A tag without a user signs out the user of another tag, but not one that the page has set.
    await addScript(same);
    await launchers.waitFor({ state: "detached" });
    await page.evaluate(() => window.Proficient?.identify({ userExternalId: "erin" }));
    await launchers.waitFor();
    await addScript(same);
    expect(await launchers.count()).toBe(1);
    expect(problems).toEqual([]);
    await page.context().close();
  });

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
    await page.goto(site.url);
    await page.getByRole("button", { name: "Ask us" }).click();
    await sendMessage(page, "Hello");
    await waitForReply(page, "You said: Hello");
    await browserContext.close();
  });

  it("follows the system's colors, or the script tag's", async () => {
    const background = (page: Page) =>
      page.getByRole("dialog").evaluate((element) => getComputedStyle(element).backgroundColor);
    const open = async (colorScheme: "light" | "dark") => {
      const { page } = await visit({ colorScheme });
      await page.getByRole("button", { name: "Ask us" }).click();
      await page.getByRole("dialog").waitFor();
      return page;
    };
    const [light, dark] = ["rgb(255, 255, 255)", "rgb(18, 21, 28)"];
    for (const [theme, scheme, expected] of [
      ["auto", "dark", dark],
      ["auto", "light", light],
      ["dark", "light", dark],
      ["light", "dark", light],
    ] as const) {
      attributes["data-theme"] = theme;
      const page = await open(scheme);
      expect(await background(page)).toBe(expected);
      await page.context().close();
    }
  });

  it("needs a hash if the project requires one", async () => {
    const hmacProject = await createTestProject();
    await enableHmac(inject("server"), hmacProject.keys);
    attributes = { "data-api-key": hmacProject.keys.publishable_key, "data-agent-id": hmacProject.agentId };
    const { page } = await visit();
    await page.getByRole("button", { name: "Ask us" }).click();
    await page.getByText("You’re not signed in").waitFor();
    const { createHmac } = await import("node:crypto");
    const userHmac = createHmac("sha256", hmacProject.keys.hmac_secret).update("alice").digest("base64");
    await page.evaluate((hash) => window.Proficient?.identify({ userExternalId: "alice", userHmac: hash }), userHmac);
    await sendMessage(page, "Hello");
    await waitForReply(page, "You said: Hello");
    await page.context().close();
  });
});

describe("the content security policy in the guide", () => {
  const guide = readFileSync(path("../../docs/guide/widget.md"), "utf8");
  const [policy = ""] = codeBlocks(guide, "text");

  it("is all that the widget needs, also for code and formulas", async () => {
    const project = await createTestProject();
    const tag = `<script src="${project.url}/widget.js" data-api-key="${project.keys.publishable_key}" data-agent-id="${project.agentId}" data-user-external-id="strict" data-open="true" async></script>`;
    const site = await listen(
      createServer((_, response) => {
        const allowed = policy.replaceAll("https://chat.example.com", project.url).replaceAll("\n", " ").trim();
        response.writeHead(200, {
          "Content-Type": "text/html",
          "Content-Security-Policy": allowed,
        });
        response.end(`<!doctype html><html lang="en"><title>A strict page</title><body>${tag}</body></html>`);
      }),
    );
    const page = await (await context()).newPage();
    const [modules, problems]: [string[], string[]] = [[], []];
    page.on("request", (request) => {
      const [, module] = /\/widget\/(\w+-.*)$/.exec(request.url()) ?? [];
      if (module) modules.push(module);
    });
    page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    page.on("pageerror", (error) => problems.push(error.message));
    await page.goto(site.url);
    await sendMessage(page, "Hello");
    await waitForReply(page, "You said: Hello");
    expect(modules).toEqual([]);
    await sendMessage(
      page,
      script({ say: ["```js\nconst a = 1;\n```\n\n", "\\(\\boxed{\\mathbf{x}_1^2}\\)\n\n- [x] done"] }),
    );
    await page.locator(".hljs-keyword").waitFor();
    await page.locator(".katex").waitFor();
    // The fonts are in the document, and apply in the shadow root.
    await expect
      .poll(() => page.evaluate(() => [...document.fonts].filter(({ status }) => status === "loaded").length), {
        timeout: 20_000,
      })
      .toBe(20);
    const family = await page.locator(".katex").evaluate((element) => getComputedStyle(element).fontFamily);
    expect(family).toContain("KaTeX_Main");
    expect(await page.locator(".katex-mathml").evaluate((element) => getComputedStyle(element).position)).toBe(
      "absolute",
    );
    expect(modules.map((name) => name.split("-")[0]).sort()).toEqual(
      expect.arrayContaining(["highlighter", "typesetter"]),
    );
    expect(problems.filter((problem) => !problem.includes("favicon"))).toEqual([]);
    await page.context().close();
    await site.close();
  });
});
