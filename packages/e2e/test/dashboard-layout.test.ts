// Every page of the dashboard, on phones and desktops, in light and dark: accessibility, overflow and
// Content-Security-Policy.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Dashboard, dashboard, invite, newProject, OWNER, setUp, violations } from "../src/index.js";

let d: Dashboard;
let project: string;
let invitation: string;
beforeAll(async () => {
  d = await dashboard();
  const page = await setUp(d);
  project = await newProject(page, "A project whose name is as long as some people like to have them");
  await page.getByRole("link", { name: "Members" }).click();
  invitation = await invite(page, "grace@example.com", "viewer");
});
afterAll(() => d.stop());

/** All pages of a project, in their empty state. */
const PAGES = [
  "",
  "/agents",
  "/playground",
  "/users",
  "/conversations",
  "/analytics",
  ...["general", "keys", "hmac", "origins", "connections"].map((tab) => `/settings?tab=${tab}`),
  "/members",
  "/audit",
];

const forms = (["light", "dark"] as const).flatMap((scheme) =>
  [
    { width: 390, height: 844 },
    { width: 1280, height: 800 },
  ].map((viewport) => ({ scheme, viewport, width: viewport.width })),
);

describe.each(forms)("$scheme, $width", ({ scheme, viewport }) => {
  it("for visitors", { timeout: 60_000 }, async () => {
    for (const [path, heading] of [
      ["/login", "Sign in to Proficient"],
      [invitation, "Join A project whose"],
      ["/reset#token", "Reset your password"],
    ] as const) {
      const page = await d.open(path, { colorScheme: scheme, viewport, reducedMotion: "reduce" });
      await page.getByRole("heading", { name: heading }).waitFor();
      expect(await problems(page), path).toEqual([]);
    }
  });

  it("for members", { timeout: 120_000 }, async () => {
    const page = await d.open("/login", { colorScheme: scheme, viewport, reducedMotion: "reduce" });
    await page.getByLabel("Email").fill(OWNER.email);
    await page.getByLabel("Password", { exact: true }).fill(OWNER.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Projects" }).waitFor();
    for (const path of ["/", "/account", ...PAGES.map((path) => `/p/${project}${path}`)]) {
      await page.goto(d.at(path));
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.getByRole("status", { name: "Loading" }).first().waitFor({ state: "detached" });
      expect(await problems(page), path).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe(scheme);
    }
  });

  it("with open dialogs and menus, no results, and errors", { timeout: 120_000 }, async () => {
    const page = await d.open("/login", { colorScheme: scheme, viewport, reducedMotion: "reduce" });
    await page.getByLabel("Email").fill(OWNER.email);
    await page.getByLabel("Password", { exact: true }).fill("not this one");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("alert").waitFor();
    expect(await problems(page), "a refused sign-in").toEqual([]);
    await page.getByLabel("Password", { exact: true }).fill(OWNER.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Projects" }).waitFor();
    const at = (path: string) => d.at(`/p/${project}${path}`);

    for (const [path, button] of [
      ["/agents", "New agent"],
      ["/users", "New user"],
      ["/members", "Invite"],
      ["/settings?tab=keys", "New secret key"],
      ["/settings?tab=connections", "New connection"],
    ] as const) {
      await page.goto(at(path));
      await page.getByRole("button", { name: button }).first().click();
      await page.getByRole("dialog").waitFor();
      expect(await problems(page), `${path}: ${button}`).toEqual([]);
    }
    await page.goto(at("/audit"));
    await page.getByRole("button", { name: "Export" }).click();
    await page.getByRole("menuitem").first().waitFor();
    expect(await problems(page), "an open menu").toEqual([]);
    for (const [path, text] of [
      ["/conversations?query=nothing", "No conversation contains “nothing”"],
      ["/users?query=nothing", "No matching users"],
      ["/audit?from=4102444800000", "No matching events"],
    ] as const) {
      await page.goto(at(path));
      await page.getByText(text).waitFor();
      expect(await problems(page), path).toEqual([]);
    }
    await page.route("**/dashboard/api/projects/*/interactions?*", (route) => route.abort());
    await page.goto(at("/conversations"));
    await page.getByText("Could not load conversations").waitFor({ timeout: 30_000 });
    expect(await problems(page), "a failed list").toEqual([]);
    await page.goto(at("/conversations/int_000000000000000000000000000000000000"));
    await page.getByRole("heading", { level: 1 }).waitFor();
    expect(await problems(page), "no such conversation").toEqual([]);
  });
});

it("does not violate the Content-Security-Policy", () => {
  expect(d.complaints).toEqual([]);
});

async function problems(page: Parameters<typeof violations>[0]): Promise<string[]> {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  return [...(await violations(page)), ...(over > 0 ? [`${over} pixels overflow`] : [])];
}
