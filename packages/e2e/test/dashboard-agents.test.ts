// The dashboard in a real browser: agents, their configuration and what it was before, and the playground.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { enableHmac, MODEL, script } from "@proficient/testing";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Dashboard, dashboard, invite, join, newProject, OWNER, setUp, violations } from "../src/index.js";

/** What whoever makes agents may call them. */
const NAME = 'Recipes {{7*7}} <img src=x onerror="document.title=1">';

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
const save = (where = page) => where.getByRole("button", { name: "Save", exact: true }).click();

/** Goes to the end of a template and writes on, without the editor's help. */
async function write(where: Page, label: string, text: string) {
  const editor = where.getByRole("textbox", { name: label });
  await editor.click();
  await where.keyboard.press("Control+End");
  await where.keyboard.insertText(text);
  await where.keyboard.press("Escape");
}

it("says what to do first, and makes an agent with a model of a connection", async () => {
  await page.getByRole("link", { name: "Agents" }).click();
  await page.getByText("Make your first agent").waitFor();
  await page.getByRole("button", { name: "New agent" }).click();
  await page.getByLabel("Name").fill(NAME);
  await page.getByRole("dialog").getByRole("button", { name: /Model/ }).click();
  await page.getByRole("combobox").fill("script");
  await page.getByRole("option", { name: "script", exact: true }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Create agent" }).click();
  await page.waitForURL("**/agents/ag_*");
  agent = /ag_[A-Za-z0-9]+/.exec(page.url())?.[0] ?? "";
  await page.getByRole("heading", { name: NAME }).waitFor();
  await page.getByRole("button", { name: `Model: ${MODEL}` }).waitFor();
});

it("warns of a model whose connection is not there, which may be typed all the same", async () => {
  await page.getByRole("button", { name: `Model: ${MODEL}` }).click();
  await page.getByRole("combobox").fill("nowhere.large");
  await page.keyboard.press("Enter");
  await page.getByText("There is no connection “nowhere”").waitFor();
  await page.getByRole("button", { name: "Discard" }).click();
  await page.getByText("There is no connection “nowhere”").waitFor({ state: "detached" });
});

it("completes, previews and says at which line a template is wrong", async () => {
  const editor = page.getByRole("textbox", { name: "System message" });
  await editor.click();
  await page.keyboard.type("You help {{user.first");
  await page.getByRole("option", { name: /user\.first_name/ }).waitFor();
  // A list that has just appeared does not take a key that was meant for the text.
  await page.waitForTimeout(150);
  await page.keyboard.press("Enter");
  const preview = page.getByRole("region", { name: "Preview: System message" });
  await preview.getByText("You help Ada").waitFor();
  await write(page, "System message", "\n{{#if user.last_name}}");
  await preview.getByText("Line 2: {{#if}} is not closed: {{/if}} is missing.").waitFor();
  expect(await page.locator(".cm-lintRange-error").count()).toBeGreaterThan(0);
  await save();
  await page.getByText("Nothing was saved. System message has a mistake").waitFor();
  await write(page, "System message", "{{user.last_name}}{{/if}}");
  await preview.getByText("Lovelace").waitFor();
});

it("asks before what is not saved is lost, and saves it as a version", async () => {
  await page.getByRole("link", { name: "Users" }).click();
  await page.getByText("Leave without saving?").waitFor();
  await page.getByRole("button", { name: "Cancel" }).click();
  await save();
  await page.getByRole("region", { name: "Unsaved changes" }).waitFor({ state: "detached" });
  await tab("Versions");
  await page.getByText("Version 2").waitFor();
  await page.getByText(`${OWNER.name}, `).first().waitFor();
});

it("says who was faster, and puts one's own changes on top of theirs", async () => {
  await tab("Configuration");
  const other = await page.context().newPage();
  await other.goto(at(`/agents/${agent}`));
  await other.getByText("The agent", { exact: true }).click();
  await write(other, "Greeting", "Hello **{{user.first_name}}**!");
  await write(page, "System message", "\nBe brief.");
  await save(other);
  await other.getByRole("region", { name: "Unsaved changes" }).waitFor({ state: "detached" });
  await other.close();
  await save();
  await page.getByText(`${OWNER.name} has changed it`).waitFor();
  await page.getByRole("button", { name: "See what changed" }).click();
  await page.getByRole("dialog").getByText("Hello **{{user.first_name}}**!").waitFor();
  await page.getByRole("button", { name: "Close", exact: true }).click();
  await page.getByRole("button", { name: "Put my changes on top" }).click();
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
  await page.getByText("restores version 3").waitFor();
  await tab("Configuration");
  await page.getByRole("textbox", { name: "System message" }).waitFor();
  expect(await page.getByRole("textbox", { name: "System message" }).textContent()).not.toContain("Be brief.");
});

it("keeps the settings of the provider, and says which are out of range", async () => {
  await page.getByRole("spinbutton", { name: "Temperature" }).fill("3");
  await page.getByText("From 0 to 2").waitFor();
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
});

it("changes what the agent is called, and shows how to embed it", async () => {
  await tab("Details");
  await page.getByLabel("Display name").fill("Chef");
  await save();
  await page.getByText("The details were saved.").waitFor();
  await tab("Embed");
  await page.getByRole("tab", { name: "Script" }).click();
  await page.getByText(`data-agent-id="${agent}"`).waitFor();
});

it("offers to activate an inactive agent in the playground, and replies as it will to users", async () => {
  await page.getByRole("link", { name: "Try in the playground" }).click();
  await page.getByText("This agent is inactive").waitFor();
  await page.getByRole("button", { name: "Activate" }).click();
  await page.getByText("This agent is inactive").waitFor({ state: "detached" });
  await say("Eggs?");
  await chat().getByText("You said: Eggs?", { exact: true }).waitFor();
  await page.getByRole("button", { name: "What was sent" }).click();
  const reply = page.getByRole("article").first();
  await reply.getByText("You help Ada").waitFor();
  await reply.getByText("temperature 0.25").waitFor();
  await reply.getByText(MODEL).waitFor();
  await reply.getByText("First token").waitFor();
});

it("shows a program for the command line that works as it stands", async () => {
  const other = await page.context().newPage();
  await other.goto(at(`/agents/${agent}?tab=embed`));
  await other.getByRole("tab", { name: "curl" }).click();
  const program = await other.getByRole("tabpanel", { name: "curl" }).locator("code").textContent();
  const { stdout } = await promisify(execFile)("bash", ["-c", program ?? ""]);
  expect(stdout).toContain("You said: Hello!");
  await other.close();
});

it("tries what is not saved, says so, and goes back", async () => {
  await page.getByRole("button", { name: "Configuration" }).click();
  await write(page, "System message", "\nSpeak like a pirate, {{user.first_name}}.");
  await page.getByRole("button", { name: "Try unsaved changes" }).click();
  await page.getByText(/The next replies and greetings to Ada Lovelace use it/).waitFor();
  await say("Flour?");
  await page.getByRole("button", { name: "What was sent" }).click();
  const reply = page.getByRole("article").first();
  await reply.getByText("unsaved configuration").waitFor();
  await reply.getByText("Speak like a pirate, Ada.").waitFor();
  await page.getByRole("button", { name: "Use what is saved" }).click();
  await say("Milk?");
  await page.getByRole("article").first().getByText("You said: Milk?").waitFor();
  expect(await page.getByRole("article").first().getByText("unsaved configuration").count()).toBe(0);
});

it("shows what failed with its reason", async () => {
  await say(script({ status: 500 }));
  await page.getByRole("article").first().getByText("failed", { exact: true }).waitFor();
  await page.getByRole("article").first().getByRole("alert").waitFor();
});

it("keeps what is not saved on the way back to the agent, and talks as another test user", async () => {
  await page.getByRole("button", { name: "New test user" }).click();
  await page.getByLabel("External ID").fill("tester <b>");
  await page.getByLabel("First name").fill("{{agent.name}}");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await page.waitForURL("**user=u_*");
  await page.getByRole("button", { name: "Configuration" }).click();
  await page.getByRole("region", { name: "Preview: System message" }).getByText("pirate, {{agent.name}}.").waitFor();
  await page.getByRole("button", { name: "Discard" }).click();
});

it("talks also where users must be proved and only some pages may call", async () => {
  await enableHmac(d.server, { project_id: project });
  await page.goto(at("/settings?tab=origins"));
  await page.getByLabel("Add an origin").fill("https://app.example.com");
  await page.getByRole("button", { name: "Add" }).click();
  await page.getByText("https://app.example.com", { exact: true }).waitFor();
  await page.goto(at(`/playground?agent=${agent}`));
  await say("Salt?");
  // Said and, after what was not answered before, repeated.
  await chat().getByText("Salt?", { exact: true }).nth(1).waitFor();
});

it("shows a viewer the configuration and lets them change nothing", async () => {
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
  await viewer.getByText("Version 5").waitFor();
  expect(await viewer.getByRole("button", { name: /Restore/ }).count()).toBe(0);
  await viewer.goto(at("/playground"));
  await viewer.getByText("Not for your role").waitFor();
  await viewer.goto(at("/agents"));
  expect(await viewer.getByRole("button", { name: "New agent" }).isDisabled()).toBe(true);
});

it.each([
  ["light", 390],
  ["dark", 390],
  ["light", 1280],
  ["dark", 1280],
] as const)("shuts nobody out, and has nothing over the edge: %s, %i", async (scheme, width) => {
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

it("deletes an agent after saying what goes with it", async () => {
  await page.goto(at(`/agents/${agent}?tab=details`));
  await page.getByRole("button", { name: "Delete agent…" }).click();
  await page.getByText(/^2 conversations of 2 users with \d+ messages are erased/).waitFor();
  const remove = page.getByRole("dialog").getByRole("button", { name: "Delete agent" });
  expect(await remove.isDisabled()).toBe(true);
  await page.getByRole("dialog").getByRole("textbox").fill(NAME);
  await remove.click();
  await page.getByText("Make your first agent").waitFor();
});

it("breaks no rule of its own pages' policy", () => {
  expect(d.complaints).toEqual([]);
});

const chat = () => page.getByRole("region", { name: "Chat" });

async function say(text: string) {
  const field = chat().getByRole("textbox", { name: /^Message to/ });
  await field.fill(text);
  await field.press("Enter");
}
