// The dashboard in a real browser: the first start, projects, members and what their roles may do.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  type Dashboard,
  dashboard,
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

it("sends whoever comes first to the setup, which says where its link is", async () => {
  const visitor = await d.open("/account");
  await visitor.waitForURL("**/dashboard/setup");
  await visitor.getByText("proficient setup-link").waitFor();
});

it("takes the setup link once, and not its token into the address", async () => {
  const link = await setupPath(d);
  page = await setUp(d);
  expect(page.url()).toBe(d.at("/"));
  const again = await d.open(link);
  await again.getByRole("heading", { name: "Proficient is set up" }).waitFor();
  expect(again.url()).toBe(d.at("/setup"));
});

it("says what to do first, and makes a project", async () => {
  await page.getByText("Make your first project").waitFor();
  project = await newProject(page, "Recipe helper");
  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Recipes");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Project: Recipes" }).waitFor();
  expect(await page.title()).toBe("Settings · Proficient");
});

it("keeps the allowed origins, and says what is wrong with one", async () => {
  await page.getByRole("tab", { name: "Origins" }).click();
  const field = page.getByLabel("Add an origin");
  await field.fill("nonsense");
  await page.getByRole("button", { name: "Add" }).click();
  expect(await page.getByRole("alert").textContent()).toContain("such as https://app.example.com");
  await field.fill("https://app.example.com/some/page?x=1");
  await page.getByRole("button", { name: "Add" }).click();
  await page.getByText("https://app.example.com", { exact: true }).waitFor();
  await page.reload(); // the tab is in the address
  await page.getByRole("button", { name: "Remove https://app.example.com" }).click();
  await page.getByText("Any page may chat").waitFor();
});

it("shows a viewer everything and lets them change nothing", async () => {
  await page.getByRole("link", { name: "Members" }).click();
  const viewer = await d.open(await invite(page, "grace@example.com", "viewer"));
  await join(viewer, "Grace Hopper", "another horse battery");
  await viewer.getByRole("link", { name: /Recipes/ }).click();
  await viewer.getByRole("link", { name: "Settings" }).click();
  await viewer.getByText("Only developers, admins and owners of this project can do this. You are a viewer.").waitFor();
  expect(await viewer.getByLabel("Name", { exact: true }).isDisabled()).toBe(true);
  expect(await viewer.getByRole("button", { name: /Delete project/ }).count()).toBe(0);
  await viewer.getByRole("link", { name: "Members" }).click();
  await viewer.getByRole("cell", { name: /ada@example.com/ }).waitFor();
  expect(await viewer.getByRole("button", { name: "Invite" }).isDisabled()).toBe(true);
  expect(await viewer.getByLabel(/^Role of/).count()).toBe(0);

  // The pages only show what the server decides.
  const refused = await viewer.request.post(d.at(`/api/projects/${project}`), { data: { name: "Mine" } });
  expect(refused.status()).toBe(403);
  const unseen = await viewer.request.get(d.at(`/api/projects/${project}/invitations`));
  expect(unseen.status()).toBe(403);

  // More is offered once the role allows more.
  await page.reload();
  await page.getByLabel("Role of Grace Hopper").selectOption("developer");
  await page.getByText("Grace Hopper is now a developer.").waitFor();
  await viewer.reload();
  await viewer.getByRole("link", { name: "Settings" }).click();
  expect(await viewer.getByLabel("Name", { exact: true }).isEnabled()).toBe(true);

  // And nothing at all once they are out.
  await page.getByRole("button", { name: "Remove Grace Hopper…" }).click();
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await page.getByRole("cell", { name: /grace@example.com/ }).waitFor({ state: "detached" });
  await viewer.reload();
  await viewer.getByRole("heading", { name: "There is nothing here" }).waitFor();
});

it("keeps the last owner, and says why", async () => {
  await page.getByRole("button", { name: "Leave…" }).click();
  await page.getByRole("button", { name: "Leave", exact: true }).click();
  expect(await page.getByRole("alert").textContent()).toContain("last owner");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
});

it("takes an invitation back", async () => {
  const link = await invite(page, "alan@example.com", "developer");
  await page.getByRole("button", { name: "Take back the invitation of alan@example.com…" }).click();
  await page.getByRole("button", { name: "Take back", exact: true }).click();
  await page.getByText("Nobody is invited at present").waitFor();
  const late = await d.open(link);
  await late.getByText("This invitation is not valid").waitFor();
});

it("logs who did what, to be filtered", async () => {
  await page.getByRole("link", { name: "Audit log" }).click();
  await page.getByRole("button", { name: /changed the role of grace@example.com/ }).click();
  await page.getByText("viewer", { exact: true }).waitFor();
  await page.getByText("developer", { exact: true }).waitFor();
  await page.getByLabel("Who").click();
  await page.getByRole("combobox", { name: "Search" }).fill("ada");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/audit?actor=mem_*");
  await page.getByRole("button", { name: /changed the role of/ }).waitFor();
  await page.getByLabel("About").selectOption({ label: "Project" });
  await page
    .getByRole("button", { name: /changed the project Recipes/ })
    .first()
    .waitFor();
  expect(await page.getByRole("button", { name: /the role of/ }).count()).toBe(0);
  expect(page.url()).toContain("action=project.");
  await page.getByLabel("From").fill("2099-01-01");
  await page.getByText("Nothing fits").waitFor();
});

it("comes back to where the session ended, after a wrong password too", async () => {
  await page.goto(d.at(`/p/${project}/settings?tab=origins`));
  await page.getByLabel("Add an origin").fill("https://b.example.com");
  await page.request.post(d.at("/api/logout"), { data: {} });
  await page.getByRole("button", { name: "Add" }).click();
  await page.waitForURL("**/dashboard/login?back=*");
  await page.getByLabel("Email").fill(OWNER.email);
  await page.getByLabel("Password", { exact: true }).fill("a wrong password");
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByRole("alert").waitFor();
  await page.getByLabel("Password", { exact: true }).fill(OWNER.password);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.waitForURL(d.at(`/p/${project}/settings?tab=origins`));
});

it("logs out here and everywhere, and leads whoever comes next nowhere", async () => {
  const other = await d.open("/login");
  const login = async (visitor: Page) => {
    await visitor.getByLabel("Email").fill(OWNER.email);
    await visitor.getByLabel("Password", { exact: true }).fill(OWNER.password);
    await visitor.getByRole("button", { name: "Log in" }).click();
    await visitor.getByRole("link", { name: /Recipes/ }).click();
    await visitor.waitForURL(d.at(`/p/${project}`));
  };
  const choose = async (item: string) => {
    await other.getByRole("button", { name: /^Account:/ }).click();
    await other.getByRole("menuitem", { name: item, exact: true }).click();
  };
  await login(other);
  await choose("Log out");
  await other.waitForURL(d.at("/login"));
  await page.goto(d.at(`/p/${project}`));
  await page.getByRole("heading", { name: "Home" }).waitFor();

  await login(other);
  await choose("Log out everywhere…");
  await other.getByRole("button", { name: "Log out everywhere" }).click();
  await other.waitForURL(d.at("/login"));
  await page.goto(d.at("/account"));
  await page.waitForURL("**/dashboard/login?back=*");
  await page.getByLabel("Email").fill(OWNER.email);
  await page.getByLabel("Password", { exact: true }).fill(OWNER.password);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.waitForURL(d.at("/account"));
});

it("changes the password, which logs other devices out", async () => {
  const other = await d.open("/login");
  await other.getByLabel("Email").fill(OWNER.email);
  await other.getByLabel("Password", { exact: true }).fill(OWNER.password);
  await other.getByRole("button", { name: "Log in" }).click();
  await other.getByRole("link", { name: /Recipes/ }).waitFor();

  await page.goto(d.at("/account"));
  await page.getByLabel("Current password").fill("a wrong password");
  await page.getByLabel("New password").fill("a better password");
  await page.getByRole("button", { name: "Change password" }).click();
  await page.getByRole("alert").waitFor();
  await page.getByLabel("Current password").fill(OWNER.password);
  await page.getByRole("button", { name: "Change password" }).click();
  await page.getByText("Your password was changed.").waitFor();
  await other.reload();
  await other.waitForURL("**/dashboard/login**");
});

it("gives whoever lost the password another one, and logs the old one's sessions out", async () => {
  const link = await printedPath(d, "member", "reset-password", "--email", OWNER.email);
  const reset = await d.open(link);
  await reset.getByLabel("New password").fill("an even better password");
  expect(reset.url()).toBe(d.at("/reset"));
  await reset.getByRole("button", { name: "Save and log in" }).click();
  await reset.getByRole("link", { name: /Recipes/ }).waitFor();
  const again = await d.open(link);
  await again.getByLabel("New password").fill("somebody else's password");
  await again.getByRole("button", { name: "Save and log in" }).click();
  await again.getByText("This link is used up or too old.").waitFor();
  await page.reload();
  await page.waitForURL("**/dashboard/login**");
  await page.context().addCookies(await reset.context().cookies());
});

it("lets somebody in with the account they have", async () => {
  await page.goto(d.at(`/p/${project}/members`));
  // Grace has one since she was a member before.
  const link = await invite(page, "grace@example.com", "admin");
  const wrong = await d.open(link);
  await wrong.getByText("Log in as grace@example.com").waitFor();
  await wrong.getByLabel("Password", { exact: true }).fill("not her password");
  await wrong.getByRole("button", { name: "Join the project" }).click();
  await wrong.getByRole("alert").waitFor();
  await wrong.getByLabel("Password", { exact: true }).fill("another horse battery");
  await wrong.getByRole("button", { name: "Join the project" }).click();
  await wrong.getByRole("link", { name: /Recipes/ }).click();
  // An admin is nobody to make or to change owners.
  await wrong.getByRole("link", { name: "Members" }).click();
  await wrong.getByRole("button", { name: "Invite" }).click();
  const roles = wrong.getByRole("dialog").getByLabel("Role", { exact: true }).getByRole("option");
  expect(await roles.allTextContents()).toEqual(["Viewer", "Developer", "Admin"]);
  await wrong.keyboard.press("Escape");
  expect(await wrong.getByLabel("Role of Ada Lovelace").count()).toBe(0);
});

it("deletes a project once its name was typed", async () => {
  await page.goto(d.at(`/p/${project}/settings`));
  await page.getByRole("button", { name: "Delete project…" }).click();
  const really = page.getByRole("button", { name: "Delete project", exact: true });
  await page.getByLabel(/Type Recipes to confirm/).fill("Recipe");
  expect(await really.isDisabled()).toBe(true);
  await page.getByLabel(/Type Recipes to confirm/).fill("Recipes");
  await really.click();
  await page.getByText("Make your first project").waitFor();
});

it("breaks no rule of its own pages' policy", () => {
  expect(d.complaints).toEqual([]);
});
