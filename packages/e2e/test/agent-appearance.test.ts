// How the agent's owner wants the chat and the widget to appear, and that props and attributes overrule it.
import { createServer } from "node:http";
import { createTestProject, type ListeningServer, listen, type TestProject } from "@proficient/testing";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { context, openChat, violations, waitForReply } from "../src/index.js";

const GIF = "R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==";
const ACCENT = "#b3261e";

let project: TestProject;
beforeAll(async () => {
  project = await createTestProject();
  await project.admin.agents.update(project.agentId, {
    appearance: {
      welcomeTitle: "Welcome to Example Ltd",
      welcomeText: "Ask about your order.",
      starters: ["Where is my order?", "I want to return it"],
      colors: { accent: ACCENT },
      theme: "light",
      side: "left",
      offsetX: 40,
      launcherIcon: "avatar",
      launcherLabel: "Need help?",
      feedbackQuestion: "What should be better?",
    },
  });
  await project.admin.agents.uploadImage(project.agentId, { kind: "avatar", content: GIF });
  await project.admin.agents.uploadImage(project.agentId, { kind: "logo", content: GIF });
});

const color = (page: Page, name: string) =>
  page
    .locator(".pf-root")
    .first()
    .evaluate((root, name) => getComputedStyle(root).getPropertyValue(name), name);
const isLoaded = (page: Page, selector: string) =>
  page.locator(selector).evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth === 1);

describe("the chat", () => {
  it("shows the welcome, the images and the colors, and starts with a suggestion", async () => {
    const page = await openChat(project);
    await page.getByText("Welcome to Example Ltd").waitFor();
    await page.getByText("Ask about your order.").waitFor();
    await expect.poll(() => isLoaded(page, ".pf-avatar img")).toBe(true);
    await expect.poll(() => isLoaded(page, ".pf-empty img")).toBe(true);
    expect(await color(page, "--pf-primary")).toBe(ACCENT);
    expect(await color(page, "--pf-scheme")).toBe("light");
    expect(await violations(page)).toEqual([]);

    await page.getByRole("button", { name: "Where is my order?" }).click();
    await waitForReply(page, "You said: Where is my order?");
    expect(await page.getByRole("list", { name: "Suggestions" }).count()).toBe(0);

    // A bad rating is stored at once; the comment follows.
    await page.getByRole("button", { name: "Bad reply" }).click();
    await page.getByLabel("What should be better?").fill("It is late");
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Send", exact: true }).first().click();
    const [interaction] = (await project.user().interactions.list()).data;
    const feedback = async () => {
      const { data } = await project.user().messages.list({ interactionId: interaction?.id ?? "" });
      return data.at(-1)?.feedback;
    };
    await expect.poll(feedback).toMatchObject({ rating: "down", comment: "It is late" });
    await page.context().close();
  });

  it("obeys props before the agent", async () => {
    const page = await openChat(project, {
      userExternalId: "bob",
      scheme: "dark",
      strings: { welcome: "Hello from the page" },
      starters: ["Only this"],
    });
    await page.getByText("Hello from the page").waitFor();
    await page.getByRole("button", { name: "Only this" }).waitFor();
    expect(await page.getByText("Where is my order?").count()).toBe(0);
    expect(await color(page, "--pf-scheme")).toBe("dark");
    await page.context().close();
  });

  it("shows an initial if the image does not load", async () => {
    const other = await createTestProject({ displayName: "Zoe" });
    const appearance = { avatarUrl: `https://localhost:1/none.png` };
    await other.admin.agents.update(other.agentId, { appearance });
    const page = await openChat(other);
    await page.locator(".pf-avatar").getByText("Z").waitFor();
    await page.context().close();
  });

  it.each([
    ["de-CH", "Wie kann ich helfen?", "Senden"],
    ["ja", "どのようなご用件でしょうか？", "送信"],
    ["xx", "How can I help you?", "Send"],
  ])("speaks the language of the page: %s", async (lang, welcome, send) => {
    const other = await createTestProject();
    const page = await openChat(other, { lang });
    await page.getByText(welcome).waitFor();
    await page.getByRole("button", { name: send, exact: true }).waitFor();
    expect(await page.locator(".pf-root").getAttribute("lang")).toBe(lang === "xx" ? "en" : lang.slice(0, 2));
    await page.context().close();
  });
});

describe("the widget", () => {
  let site: ListeningServer;
  let attributes = "";
  beforeAll(async () => {
    site = await listen(
      createServer((_, response) => {
        const { url, keys, agentId } = project;
        response.setHeader("Content-Type", "text/html").end(`<!doctype html><html lang="fr"><title>Site</title>
          <script src="${url}/widget.js" data-api-key="${keys.publishable_key}" data-agent-id="${agentId}"
            data-user-external-id="carol" ${attributes} async></script></html>`);
      }),
    );
  });
  afterAll(() => site.close());

  async function visit(more = ""): Promise<Page> {
    attributes = more;
    const page = await (await context()).newPage();
    await page.goto(site.url);
    return page;
  }

  it("has the agent's corner, label, icon and colors, and the page's language", async () => {
    const page = await visit();
    const button = page.getByRole("button", { name: "Need help?" });
    await button.waitFor();
    expect((await button.boundingBox())?.x).toBe(40);
    expect(await button.evaluate((element) => getComputedStyle(element).backgroundColor)).toBe("rgb(179, 38, 30)");
    await expect.poll(() => isLoaded(page, ".launcher img")).toBe(true);
    await button.click();
    await page.getByText("Welcome to Example Ltd").waitFor();
    await page.getByRole("button", { name: "Envoyer" }).waitFor();
    await page.getByRole("button", { name: "Need help?", expanded: true }).click();
    await page.getByRole("button", { name: "Need help?", expanded: false }).waitFor();
    await page.context().close();
  });

  it("obeys attributes before the agent", async () => {
    const page = await visit('data-side="right" data-label="Chat" data-primary-color="#123456" data-lang="en"');
    const button = page.getByRole("button", { name: "Chat" });
    await button.waitFor();
    expect((await button.boundingBox())?.x).toBeGreaterThan(500);
    expect(await button.evaluate((element) => getComputedStyle(element).backgroundColor)).toBe("rgb(18, 52, 86)");
    await page.context().close();
  });

  it("appears without the agent's appearance too", async () => {
    attributes = "";
    const page = await (await context()).newPage();
    await page.route(`${project.url}/agents/**`, (route) => route.abort());
    await page.goto(site.url);
    await page.getByRole("button", { name: "Discussion" }).waitFor();
    await page.context().close();
  });
});
