// The dashboard in a real browser: agents, their configuration, versions, and the playground.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { enableHmac, MODEL, script } from "@proficient/testing";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  type Dashboard,
  dashboard,
  invite,
  join,
  newProject,
  OWNER,
  setUp,
  startSite,
  violations,
  visit,
} from "../src/index.js";

/** A hostile agent name. */
const NAME = 'Recipes {{7*7}} <img src=x onerror="document.title=1">';

const GIF = "R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==";

let d: Dashboard;
let page: Page;
let project: string;
let agent: string;
beforeAll(async () => {
  d = await dashboard();
  page = await setUp(d);
  project = await newProject(page, "Recipes");
});
afterAll(() => d.stop());

const at = (path: string) => d.at(`/p/${project}${path}`);
const tab = (name: string, where = page) => where.getByRole("tab", { name }).click();
const save = (where = page) => where.getByRole("button", { name: "Save changes", exact: true }).click();

/** Appends text to a template, bypassing autocompletion. */
async function write(where: Page, label: string, text: string) {
  const editor = where.getByRole("textbox", { name: label });
  await editor.click();
  await where.keyboard.press("Control+End");
  await where.keyboard.insertText(text);
  await where.keyboard.press("Escape");
}

it("shows what to do first, and creates an agent with a model of a connection", async () => {
  await page.getByRole("link", { name: "Agents" }).click();
  await page.getByText("Create your first agent").waitFor();
  await page.getByRole("button", { name: "New agent" }).click();
  await page.getByLabel("Name").fill(NAME);
  await page.getByRole("dialog").getByRole("button", { name: /Model/ }).click();
  await page.getByRole("combobox", { name: "Search" }).fill("script");
  await page.getByRole("option", { name: "script", exact: true }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Create agent" }).click();
  await page.waitForURL("**/agents/ag_*");
  agent = /ag_[A-Za-z0-9]+/.exec(page.url())?.[0] ?? "";
  await page.getByRole("heading", { name: NAME }).waitFor();
  await page.getByRole("button", { name: `Model: ${MODEL}` }).waitFor();
});

it("accepts a typed model whose connection does not exist, with a warning", async () => {
  await page.getByRole("button", { name: `Model: ${MODEL}` }).click();
  await page.getByRole("combobox", { name: "Search" }).fill("nowhere.large");
  await page.keyboard.press("Enter");
  await page.getByText("No connection is named “nowhere”").waitFor();
  await page.getByRole("button", { name: "Discard" }).click();
  await page.getByText("No connection is named “nowhere”").waitFor({ state: "detached" });
});

it("completes and previews templates, and shows the line of an error", async () => {
  const editor = page.getByRole("textbox", { name: "System message" });
  await editor.click();
  await page.keyboard.type("You help {{user.first");
  await page.getByRole("option", { name: /user\.first_name/ }).click();
  const preview = page.getByRole("region", { name: "Preview: System message" });
  await preview.getByText("You help Ada").waitFor();
  await write(page, "System message", "\n{{#if user.last_name}}");
  await page.getByText("Line 2: {{#if}} is not closed: {{/if}} is missing.").waitFor();
  expect(await page.locator(".cm-lintRange-error").count()).toBeGreaterThan(0);
  await save();
  await page.getByText("Changes not saved. System message has an error").waitFor();
  await write(page, "System message", "{{user.last_name}}{{/if}}");
  await preview.getByText("Lovelace").waitFor();
});

it("asks before discarding unsaved changes, and saves them as a version", async () => {
  await page.getByRole("link", { name: "Users" }).click();
  await page.getByText("Discard unsaved changes?").waitFor();
  await page.getByRole("button", { name: "Cancel" }).click();
  await save();
  await page.getByRole("region", { name: "Unsaved changes" }).waitFor({ state: "detached" });
  await tab("Versions");
  await page.getByText("Version 2").waitFor();
  await page.getByText(`${OWNER.name}, `).first().waitFor();
});

it("shows who saved first, and applies changes on top of theirs", async () => {
  await tab("Configuration");
  const other = await page.context().newPage();
  await other.goto(at(`/agents/${agent}`));
  await other.getByText("Agent", { exact: true }).click();
  await write(other, "Greeting", "Hello **{{user.first_name}}**!");
  await write(page, "System message", "\nBe brief.");
  await save(other);
  await other.getByRole("region", { name: "Unsaved changes" }).waitFor({ state: "detached" });
  await other.close();
  await save();
  await page.getByText(`${OWNER.name} saved changes`).waitFor();
  await page.getByRole("button", { name: "View changes" }).click();
  await page.getByRole("dialog").getByText("Hello **{{user.first_name}}**!").waitFor();
  await page.getByRole("button", { name: "Close", exact: true }).click();
  await page.getByRole("button", { name: "Apply my changes on top" }).click();
  await save();
  await page.getByRole("region", { name: "Unsaved changes" }).waitFor({ state: "detached" });
  const preview = page.getByRole("region", { name: "Preview: Greeting" });
  await preview.locator("strong", { hasText: "Ada" }).waitFor();
});

it("restores a version", async () => {
  await tab("Versions");
  await page.getByText("Version 4").waitFor();
  await page.getByRole("button", { name: "Restore version 3" }).click();
  await page.getByRole("dialog").getByText("Be brief.").waitFor();
  await page.getByRole("button", { name: "Restore", exact: true }).click();
  await page.getByText("Restored from version 3").waitFor();
  await tab("Configuration");
  await page.getByRole("textbox", { name: "System message" }).waitFor();
  expect(await page.getByRole("textbox", { name: "System message" }).textContent()).not.toContain("Be brief.");
});

it("saves the model settings, and rejects values out of range", async () => {
  expect(await page.getByRole("slider").count()).toBe(0);
  await page.getByRole("button", { name: "Override Temperature" }).click();
  await page.getByRole("spinbutton", { name: "Temperature" }).fill("3");
  await page.getByText("Must be between 0 and 2").waitFor();
  await save();
  await page
    .getByText(/between|from -?\d/i)
    .first()
    .waitFor();
  await page.getByRole("spinbutton", { name: "Temperature" }).fill("0.25");
  await save();
  await page.getByRole("region", { name: "Unsaved changes" }).waitFor({ state: "detached" });
  await page.reload();
  expect(await page.getByRole("spinbutton", { name: "Temperature" }).inputValue()).toBe("0.25");
  const extra = page.getByLabel("Extra parameters").first();
  await extra.fill('{"user": ');
  await page.getByText("Not valid JSON").first().waitFor();
  expect(await page.getByRole("button", { name: "Save changes" }).isDisabled()).toBe(true);
  await extra.fill('{"user": "me"}');
  await page.getByRole("switch", { name: "Show reasoning to users" }).click();
  await save();
  await page.getByRole("region", { name: "Unsaved changes" }).waitFor({ state: "detached" });
  await tab("Versions");
  await page.getByText("Show reasoning, Extra parameters").waitFor();
  await tab("Configuration");
});

it("keeps what is typed while saving, and warns about fields that do not exist", async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route("**/config", async (route) => {
    if (route.request().method() === "POST") await held;
    await route.continue();
  });
  await write(page, "System message", "\nFirst.");
  await save();
  await write(page, "System message", " Second {{user.nickname}}.");
  release();
  await page.getByText("Saved. Applies from the next reply.").last().waitFor();
  await page.unroute("**/config");
  await page.getByText("There is no field user.nickname", { exact: false }).waitFor();
  await page.getByRole("textbox", { name: "System message" }).getByText("First. Second").waitFor();
  await page.getByRole("button", { name: "Review", exact: true }).click();
  await page.getByRole("dialog").getByText("Second {{user.nickname}}.").first().waitFor();
  await page.getByRole("button", { name: "Close", exact: true }).click();
  await page.getByRole("button", { name: "Discard" }).click();
  await page.getByRole("region", { name: "Unsaved changes" }).waitFor({ state: "detached" });
  await page.getByText("Second {{user.nickname}}.").waitFor({ state: "detached" });
});

it("changes the display name, and shows the embed code", async () => {
  await tab("Details");
  await page.getByLabel("Display name").fill("Chef");
  await save();
  await page.getByText("Details saved").waitFor();
  await tab("Embed");
  await page.getByRole("tab", { name: "Script", exact: true }).click();
  await page.getByText(`data-agent-id="${agent}"`).waitFor();
});

it("changes how the agent appears, shows it, and saves it with what is typed meanwhile", async () => {
  const preview = page.getByRole("region", { name: "Preview" });
  await page.getByLabel("Welcome title").fill("Welcome to the kitchen");
  await page.getByRole("checkbox", { name: "English" }).click();
  await page.getByRole("checkbox", { name: "日本語" }).click();
  await page.getByText("Pages in other languages get English, which").waitFor();
  await page.getByRole("textbox", { name: "Starter 1" }).fill("What can I cook?");
  await page.getByRole("textbox", { name: "Starter 3" }).fill('Say "hi" <b>');
  await page.getByLabel("Accent", { exact: true }).fill("#aa004");
  await page.getByText("Must be a color such as #3457d5").waitFor();
  await page.getByText("Correct the marked fields before saving.").waitFor();
  expect(await page.getByRole("button", { name: "Save changes" }).isDisabled()).toBe(true);
  await page.getByLabel("Accent", { exact: true }).fill("#aa0044");
  await page.getByLabel("Theme", { exact: true }).selectOption("Light");
  await page.getByLabel("Side of the page").selectOption("Left");
  await page.getByLabel("Distance from the side").fill("40");
  await page.getByLabel("Launcher label").fill('Ask "us"');
  const launcher = preview.getByRole("button", { name: 'Ask "us"' });
  expect(await launcher.evaluate((button) => getComputedStyle(button).backgroundColor)).toBe("rgb(170, 0, 68)");
  await preview.getByText("Welcome to the kitchen").waitFor();
  await preview.getByRole("button", { name: 'Say "hi" <b>' }).waitFor();

  // Other tabs keep it, and leaving the agent asks.
  await tab("Details");
  await page.getByRole("tab", { name: /^Embed.*unsaved changes/ }).click();
  await page.getByRole("link", { name: "Users" }).click();
  await page.getByText(/^You have unsaved changes to: Welcome title, Languages, Starters, Accent/).waitFor();
  await page.getByRole("button", { name: "Cancel" }).click();

  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route("**/agents/ag_*", async (route) => {
    if (route.request().method() === "POST") await held;
    await route.continue();
  });
  await save();
  await page.getByLabel("Welcome text").fill("Ask about food.");
  release();
  await page.getByText("Appearance saved").waitFor();
  await page.unroute("**/agents/ag_*");
  const unsaved = page.getByRole("region", { name: "Unsaved changes" });
  await unsaved.getByText("Welcome text", { exact: true }).waitFor();
  await save();
  await unsaved.waitFor({ state: "detached" });

  await page.reload();
  await preview.getByText("Welcome to the kitchen").waitFor();
  await preview.getByText("Ask about food.").waitFor();
  expect(await page.getByLabel("Distance from the side").inputValue()).toBe("40");
  expect(await appearance()).toEqual({
    welcome_title: "Welcome to the kitchen",
    welcome_text: "Ask about food.",
    languages: ["en", "ja"],
    starters: ["What can I cook?", 'Say "hi" <b>'],
    colors: { accent: "#aa0044" },
    theme: "light",
    side: "left",
    offset_x: 40,
    launcher_label: 'Ask "us"',
  });
  // So the code does not say it.
  await page.getByRole("tab", { name: "Script", exact: true }).click();
  const code = await page.getByRole("tabpanel", { name: "Script" }).locator("code").textContent();
  expect(code).toContain(`data-agent-id="${agent}"`);
  expect(code).not.toMatch(/color|side|label/);
  // The code works: the launcher appears as soon as the page has set the user.
  await page.getByRole("tab", { name: "JavaScript", exact: true }).click();
  const site = await startSite();
  site.html = `<script>var user = { id: "embedded" };</script>${await page.getByRole("tabpanel", { name: "JavaScript" }).locator("code").textContent()}`;
  const embedded = await visit(site);
  await embedded.page.getByRole("button", { name: 'Ask "us"' }).waitFor();
  expect(embedded.errors).toEqual([]);
  await embedded.page.context().close();
  await site.close();
  await page.getByRole("tab", { name: "React" }).click();
  await page.getByText("npm install", { exact: false }).first().waitFor();
});

it("uploads, replaces and removes an agent's images, and says what is wrong with one at its field", async () => {
  const choose = (label: string, content: Buffer) =>
    page.getByLabel(label).setInputFiles({ name: "image.gif", mimeType: "image/gif", buffer: content });
  const error = (text: string) => page.getByRole("alert").getByText(text);
  await choose("Avatar", Buffer.from("<svg/>"));
  await error("Must be a PNG, JPEG, WebP or GIF image").waitFor();
  expect(await page.getByLabel("Avatar").getAttribute("aria-invalid")).toBe("true");
  await choose("Avatar", Buffer.alloc((256 << 10) + 1));
  await error("The image must not be larger than 256 KB.").waitFor();
  await choose("Avatar", Buffer.from(GIF, "base64"));
  await page.getByText("Avatar uploaded").waitFor();
  await choose("Logo", Buffer.from(GIF, "base64"));
  await page.getByText("Logo uploaded").waitFor();
  expect(await page.getByRole("alert").count()).toBe(0);
  const preview = page.getByRole("region", { name: "Preview" });
  await preview.locator(".pf-avatar img").waitFor();
  expect((await appearance()).avatar_url).toMatch(/^\/files\/agents\/.*\.gif$/);
  await page.getByRole("button", { name: "Remove avatar" }).click();
  await page.getByText("Avatar removed").waitFor();
  await preview.locator(".pf-avatar img").waitFor({ state: "detached" });
  expect(await appearance()).not.toHaveProperty("avatar_url");
  expect(await appearance()).toHaveProperty("logo_url");
});

it("tries out an inactive agent in the playground, activates it, and replies as it will to users", async () => {
  await page.getByRole("link", { name: "Open in playground" }).click();
  const inactive = page.getByText("Only test users can talk to this agent until you activate it.");
  await inactive.waitFor();
  await say("Butter?");
  await chat().getByText("You said: Butter?", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Activate" }).click();
  await inactive.waitFor({ state: "detached" });
  await say("Eggs?");
  await chat().getByText("You said: Eggs?", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Requests" }).click();
  const reply = page.getByRole("article").first();
  await reply.getByText("You help Ada").waitFor();
  await reply.getByText("temperature 0.25").waitFor();
  await reply.getByText(MODEL).waitFor();
  await reply.getByText("First token").waitFor();
});

it("shows a curl snippet that works as it stands", async () => {
  const other = await page.context().newPage();
  await other.goto(at(`/agents/${agent}?tab=embed`));
  await other.getByRole("tab", { name: "curl" }).click();
  const program = await other.getByRole("tabpanel", { name: "curl" }).locator("code").textContent();
  const { stdout } = await promisify(execFile)("bash", ["-c", program ?? ""]);
  expect(stdout).toContain("You said: Hello!");
  await other.close();
});

it("tries unsaved changes, says so, and switches back", async () => {
  await page.getByRole("button", { name: "Configuration" }).click();
  await write(page, "System message", "\nSpeak like a pirate, {{user.first_name}}.");
  await page.getByRole("button", { name: "Try unsaved changes" }).click();
  await page.getByText(/Applies to new replies and greetings for Ada Lovelace/).waitFor();
  await say("Flour?");
  await page.getByRole("button", { name: "Requests" }).click();
  const reply = page.getByRole("article").first();
  await reply.getByText("Unsaved configuration").waitFor();
  await reply.getByText("Speak like a pirate, Ada.").waitFor();
  await page.getByRole("button", { name: "Use live version" }).click();
  await say("Milk?");
  await page.getByRole("article").first().getByText("You said: Milk?").waitFor();
  expect(await page.getByRole("article").first().getByText("Unsaved configuration").count()).toBe(0);
});

it("shows why a reply failed", async () => {
  await say(script({ status: 500 }));
  await page.getByRole("article").first().getByText("Failed", { exact: true }).waitFor();
  await page.getByRole("article").first().getByText("test answered 500: scripted failure").waitFor();
  await page
    .getByRole("article")
    .first()
    .getByRole("link", { name: /Check the connection/ })
    .waitFor();
});

it("keeps unsaved changes when switching to another test user", async () => {
  await page.getByRole("button", { name: "New test user" }).click();
  await page.getByLabel("External ID").fill("tester <b>");
  await page.getByLabel("First name").fill("{{agent.name}}");
  await page.getByRole("dialog").getByRole("button", { name: "Create test user" }).click();
  await page.waitForURL("**user=u_*");
  await page.getByRole("button", { name: "Configuration" }).click();
  await page.getByRole("region", { name: "Preview: System message" }).getByText("pirate, {{agent.name}}.").waitFor();
  await page.getByRole("button", { name: "Discard" }).click();
});

it("works with HMAC authentication and allowed origins", async () => {
  await enableHmac(d.server, { project_id: project });
  await page.goto(at("/settings?tab=origins"));
  await page.getByLabel("Add origin").fill("https://app.example.com");
  await page.getByRole("button", { name: "Add" }).click();
  await page.getByText("https://app.example.com", { exact: true }).waitFor();
  await page.goto(at(`/playground?agent=${agent}`));
  await say("Salt?");
  // Shown twice: as sent, and repeated by the reply.
  await chat().getByText("Salt?", { exact: true }).nth(1).waitFor();
});

it("shows viewers the configuration read-only", async () => {
  await page.goto(at("/members"));
  const viewer = await d.open(await invite(page, "grace@example.com", "viewer"));
  await join(viewer, "Grace Hopper", "another horse battery");
  await viewer.goto(at(`/agents/${agent}`));
  const editor = viewer.getByRole("textbox", { name: "System message" });
  await editor.waitFor();
  expect(await editor.getAttribute("aria-readonly")).toBe("true");
  expect(await viewer.getByRole("spinbutton", { name: "Temperature" }).isDisabled()).toBe(true);
  expect(await viewer.getByRole("button", { name: /activate/i }).count()).toBe(0);
  expect(await viewer.getByRole("link", { name: /playground/i }).count()).toBe(1); // in the navigation only
  await tab("Versions", viewer);
  await viewer.getByText("Version 5", { exact: true }).waitFor();
  expect(await viewer.getByRole("button", { name: /Restore/ }).count()).toBe(0);
  await viewer.goto(at("/playground"));
  await viewer.getByText("Not available for your role").waitFor();
  await viewer.goto(at("/agents"));
  expect(await viewer.getByRole("button", { name: "New agent" }).isDisabled()).toBe(true);
});

it.each([
  ["light", 390],
  ["dark", 390],
  ["light", 1280],
  ["dark", 1280],
] as const)("is accessible and does not overflow: %s, %i", { timeout: 120_000 }, async (scheme, width) => {
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
  await page.setViewportSize({ width, height: 844 });
  const tabs = ["configuration", "details", "versions", "embed"].map((each) => `/agents/${agent}?tab=${each}`);
  for (const path of ["/agents", "/agents?new=true", ...tabs, `/playground?agent=${agent}`]) {
    await page.goto(at(path));
    await page.locator("h1").waitFor();
    await page.getByRole("status", { name: "Loading" }).first().waitFor({ state: "detached" });
    if (path === tabs[0]) await page.locator(".cm-editor").first().waitFor();
    expect(await violations(page), path).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), path).toBe(0);
  }
});

it("deletes an agent after showing what is deleted with it", async () => {
  await page.goto(at(`/agents/${agent}?tab=details`));
  await page.getByRole("button", { name: "Delete agent…" }).click();
  await page.getByText(/^This also deletes 2 conversations of 2 users with \d+ messages\./).waitFor();
  const remove = page.getByRole("dialog").getByRole("button", { name: "Delete agent" });
  expect(await remove.isDisabled()).toBe(true);
  await page.getByRole("dialog").getByRole("textbox").fill(NAME);
  await remove.click();
  await page.getByText("Create your first agent").waitFor();
});

it("does not violate the Content-Security-Policy", () => {
  expect(d.complaints).toEqual([]);
});

/** Returns how the agent appears, as the server says. */
async function appearance(): Promise<Record<string, unknown>> {
  const response = await page.request.get(d.at(`/api/projects/${project}/agents/${agent}`));
  return ((await response.json()) as { appearance: Record<string, unknown> }).appearance;
}

const chat = () => page.getByRole("region", { name: "Chat" });

async function say(text: string) {
  const field = chat().getByRole("textbox", { name: /^Message to/ });
  await field.fill(text);
  await field.press("Enter");
}
