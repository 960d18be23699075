// The dashboard in a real browser: first run, projects, members and their roles.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  type Dashboard,
  dashboard,
  downloaded,
  invite,
  join,
  newProject,
  OWNER,
  printedPath,
  setUp,
  setupPath,
} from "../src/index.js";

let d: Dashboard;
let page: Page;
let project: string;
beforeAll(async () => {
  d = await dashboard();
});
afterAll(() => d.stop());

it("sends the first visitor to the setup page, which explains where to find the link", async () => {
  const visitor = await d.open("/account");
  await visitor.waitForURL("**/dashboard/setup");
  await visitor.getByText("proficient setup-link").waitFor();
});

it("accepts the setup link once, and removes its token from the URL", async () => {
  const link = await setupPath(d);
  page = await setUp(d);
  expect(page.url()).toBe(d.at("/"));
  const again = await d.open(link);
  await again.getByRole("heading", { name: "Proficient is already set up" }).waitFor();
  expect(again.url()).toBe(d.at("/setup"));
});

it("shows what to do first, and creates a project", async () => {
  await page.getByText("Create your first project").waitFor();
  project = await newProject(page, "Recipe helper");
  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Recipes");
  await page.getByRole("button", { name: "Save changes" }).click();
  await page.getByRole("button", { name: "Project: Recipes" }).waitFor();
  expect(await page.title()).toBe("Settings · Proficient");
});

it("saves allowed origins, and explains invalid ones", async () => {
  await page.getByRole("tab", { name: "Origins" }).click();
  const field = page.getByLabel("Add origin");
  await field.fill("nonsense");
  await page.getByRole("button", { name: "Add" }).click();
  expect(await page.getByRole("alert").textContent()).toContain("such as https://app.example.com");
  await field.fill("https://app.example.com/some/page?x=1");
  await page.getByRole("button", { name: "Add" }).click();
  await page.getByText("https://app.example.com", { exact: true }).waitFor();
  await page.reload(); // the tab is in the URL
  await page.getByRole("button", { name: "Remove https://app.example.com" }).click();
  await page.getByText("Any website can use this key").waitFor();
});

it("shows viewers everything read-only", async () => {
  await page.getByRole("link", { name: "Members" }).click();
  const viewer = await d.open(await invite(page, "grace@example.com", "viewer"));
  await join(viewer, "Grace Hopper", "another horse battery");
  await viewer.getByRole("link", { name: /Recipes/ }).click();
  await viewer.getByRole("link", { name: "Settings" }).click();
  await viewer.getByText("Only developers, admins, and owners can do this. You are a viewer.").waitFor();
  expect(await viewer.getByLabel("Name", { exact: true }).isDisabled()).toBe(true);
  expect(await viewer.getByRole("button", { name: /Delete project/ }).count()).toBe(0);
  await viewer.getByRole("link", { name: "Members" }).click();
  await viewer.getByRole("cell", { name: /ada@example.com/ }).waitFor();
  expect(await viewer.getByRole("button", { name: "Invite" }).isDisabled()).toBe(true);
  expect(await viewer.getByLabel(/^Role of/).count()).toBe(0);

  // The server enforces the role.
  const refused = await viewer.request.post(d.at(`/api/projects/${project}`), { data: { name: "Mine" } });
  expect(refused.status()).toBe(403);
  const unseen = await viewer.request.get(d.at(`/api/projects/${project}/invitations`));
  expect(unseen.status()).toBe(403);

  // A higher role enables more controls.
  await page.reload();
  await page.getByLabel("Role of Grace Hopper").selectOption("developer");
  await page.getByText("Grace Hopper is now a developer").waitFor();
  await viewer.reload();
  await viewer.getByRole("link", { name: "Settings" }).click();
  expect(await viewer.getByLabel("Name", { exact: true }).isEnabled()).toBe(true);

  // Removed members have no access.
  await page.getByRole("button", { name: "Remove Grace Hopper…" }).click();
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await page.getByRole("cell", { name: /grace@example.com/ }).waitFor({ state: "detached" });
  await viewer.reload();
  await viewer.getByRole("heading", { name: "Page not found" }).waitFor();
});

it("keeps the last owner, and explains why", async () => {
  const leave = page.getByRole("button", { name: "Leave…" });
  await leave.waitFor();
  expect(await leave.isDisabled()).toBe(true);
  expect(await leave.getAttribute("title")).toContain("last owner");
});

it("revokes an invitation", async () => {
  const link = await invite(page, "alan@example.com", "developer");
  await page.getByRole("button", { name: "Revoke invitation for alan@example.com…" }).click();
  await page.getByRole("button", { name: "Revoke", exact: true }).click();
  await page.getByText("No pending invitations").waitFor();
  const late = await d.open(link);
  await late.getByText("This invitation was already used, was revoked, or has expired").waitFor();
});

it("lists changes in the audit log, with filters", async () => {
  await page.getByRole("link", { name: "Audit log" }).click();
  await page.getByRole("button", { name: /changed the role of grace@example.com/ }).click();
  await page.getByText("viewer", { exact: true }).waitFor();
  await page.getByText("developer", { exact: true }).waitFor();
  await page.getByLabel("Actor").click();
  await page.getByRole("combobox", { name: "Search" }).fill("ada");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/audit?actor=mem_*");
  await page.getByRole("button", { name: /changed the role of/ }).waitFor();
  await page.getByLabel("Event").selectOption({ label: "Project" });
  await page
    .getByRole("button", { name: /updated project “Recipes”/ })
    .first()
    .waitFor();
  expect(await page.getByRole("button", { name: /the role of/ }).count()).toBe(0);
  expect(page.url()).toContain("action=project.");
  await page.getByRole("button", { name: "Export" }).click();
  const file = await downloaded(page, () => page.getByRole("menuitem", { name: /JSON Lines/ }).click());
  const events = file
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { action: string });
  expect(new Set(events.map(({ action }) => action.split(".")[0]))).toEqual(new Set(["project"]));
  await page.getByLabel("From").fill("2099-01-01");
  await page.getByText("No matching events").waitFor();
});

it("returns to the same page after the session ends, also after a wrong password", async () => {
  await page.goto(d.at(`/p/${project}/settings?tab=origins`));
  await page.getByLabel("Add origin").fill("https://b.example.com");
  await page.request.post(d.at("/api/logout"), { data: {} });
  await page.getByRole("button", { name: "Add" }).click();
  await page.waitForURL("**/dashboard/login?back=*");
  await page.getByLabel("Email").fill(OWNER.email);
  await page.getByLabel("Password", { exact: true }).fill("a wrong password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("Incorrect email or password.").waitFor();
  await page.getByLabel("Password", { exact: true }).fill(OWNER.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(d.at(`/p/${project}/settings?tab=origins`));
});

it("signs out here and everywhere, and does not send the next user to the previous page", async () => {
  const other = await d.open("/login");
  const signIn = async (visitor: Page) => {
    await visitor.getByLabel("Email").fill(OWNER.email);
    await visitor.getByLabel("Password", { exact: true }).fill(OWNER.password);
    await visitor.getByRole("button", { name: "Sign in" }).click();
    await visitor.getByRole("link", { name: /Recipes/ }).click();
    await visitor.waitForURL(d.at(`/p/${project}`));
  };
  const choose = async (item: string) => {
    await other.getByRole("button", { name: /^Account:/ }).click();
    await other.getByRole("menuitem", { name: item, exact: true }).click();
  };
  await signIn(other);
  await choose("Sign out");
  await other.waitForURL(d.at("/login"));
  await page.goto(d.at(`/p/${project}`));
  await page.getByRole("heading", { name: "Home" }).waitFor();

  await signIn(other);
  await choose("Sign out everywhere…");
  await other.getByRole("button", { name: "Sign out everywhere" }).click();
  await other.waitForURL(d.at("/login"));
  await page.goto(d.at("/account"));
  await page.waitForURL("**/dashboard/login?back=*");
  await page.getByLabel("Email").fill(OWNER.email);
  await page.getByLabel("Password", { exact: true }).fill(OWNER.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(d.at("/account"));
});

it("changes the password, which signs out other devices", async () => {
  const other = await d.open("/login");
  await other.getByLabel("Email").fill(OWNER.email);
  await other.getByLabel("Password", { exact: true }).fill(OWNER.password);
  await other.getByRole("button", { name: "Sign in" }).click();
  await other.getByRole("link", { name: /Recipes/ }).waitFor();

  await page.goto(d.at("/account"));
  await page.getByLabel("Current password").fill("a wrong password");
  await page.getByLabel("New password").fill("a better password");
  await page.getByRole("button", { name: "Change password" }).click();
  await page.getByRole("alert").waitFor();
  await page.getByLabel("Current password").fill(OWNER.password);
  await page.getByRole("button", { name: "Change password" }).click();
  await page.getByText("Password changed.").waitFor();
  await other.reload();
  await other.waitForURL("**/dashboard/login**");
});

it("resets a lost password, which ends earlier sessions", async () => {
  const link = await printedPath(d, "member", "reset-password", "--email", OWNER.email);
  const reset = await d.open(link);
  await reset.getByLabel("New password").fill("an even better password");
  expect(reset.url()).toBe(d.at("/reset"));
  await reset.getByRole("button", { name: "Save and sign in" }).click();
  await reset.getByRole("link", { name: /Recipes/ }).waitFor();
  const again = await d.open(link);
  await again.getByLabel("New password").fill("somebody else's password");
  await again.getByRole("button", { name: "Save and sign in" }).click();
  await again.getByText("This link was already used or has expired.").waitFor();
  await page.reload();
  await page.waitForURL("**/dashboard/login**");
  await page.context().addCookies(await reset.context().cookies());
});

it("accepts an invitation with an existing account", async () => {
  await page.goto(d.at(`/p/${project}/members`));
  // Grace has an account because she was a member before.
  const link = await invite(page, "grace@example.com", "admin");
  const wrong = await d.open(link);
  await wrong.getByText("Sign in as grace@example.com").waitFor();
  await wrong.getByLabel("Password", { exact: true }).fill("not her password");
  await wrong.getByRole("button", { name: "Join project" }).click();
  await wrong.getByRole("alert").waitFor();
  await wrong.getByLabel("Password", { exact: true }).fill("another horse battery");
  await wrong.getByRole("button", { name: "Join project" }).click();
  await wrong.getByRole("link", { name: /Recipes/ }).click();
  // Admins can neither add nor change owners.
  await wrong.getByRole("link", { name: "Members" }).click();
  await wrong.getByRole("button", { name: "Invite" }).click();
  const roles = wrong.getByRole("dialog").getByLabel("Role", { exact: true }).getByRole("option");
  expect(await roles.allTextContents()).toEqual(["Viewer", "Developer", "Admin"]);
  await wrong.keyboard.press("Escape");
  expect(await wrong.getByLabel("Role of Ada Lovelace").count()).toBe(0);
});

it("deletes a project after its name is typed", async () => {
  await page.goto(d.at(`/p/${project}/settings`));
  await page.getByRole("button", { name: "Delete project…" }).click();
  const really = page.getByRole("button", { name: "Delete project", exact: true });
  await page.getByLabel(/Type Recipes to confirm/).fill("Recipe");
  expect(await really.isDisabled()).toBe(true);
  await page.getByLabel(/Type Recipes to confirm/).fill("Recipes");
  await really.click();
  await page.getByText("Create your first project").waitFor();
});

it("does not violate the Content-Security-Policy", () => {
  expect(d.complaints).toEqual([]);
});
