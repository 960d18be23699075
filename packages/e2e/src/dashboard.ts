import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { binary, type Server, startServer } from "@proficient/testing";
import type { BrowserContextOptions, Page } from "playwright-core";
import { expect } from "vitest";
import { context } from "./chatPage.js";

/** A separate server, because a dashboard is set up only once. */
export interface Dashboard {
  server: Server;
  /** Returns the URL of a dashboard page. */
  at(path: string): string;
  /** Opens a page in a new browser context, signed out. */
  open(path?: string, options?: BrowserContextOptions): Promise<Page>;
  /** Violations of the Content-Security-Policy, and uncaught errors. */
  complaints: string[];
  stop(): Promise<void>;
}

export async function dashboard(settings: Record<string, string> = {}): Promise<Dashboard> {
  const { stop, ...server } = await startServer(settings);
  const complaints: string[] = [];
  const at = (path: string) => `${server.url}/dashboard${path}`;
  async function open(path = "/", options: BrowserContextOptions = {}): Promise<Page> {
    const page = await (await context({ viewport: { width: 1280, height: 800 }, ...options })).newPage();
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("console", (message) => {
      if (/Content Security Policy/i.test(message.text())) complaints.push(message.text());
    });
    await page.goto(at(path));
    return page;
  }
  return { server, at, open, complaints, stop };
}

export const OWNER = { name: "Ada Lovelace", email: "ada@example.com", password: "correct horse battery" };

/** Returns the dashboard path of the link that `proficient setup-link` prints. */
export function setupPath(dashboard: Dashboard): Promise<string> {
  return printedPath(dashboard, "setup-link");
}

/** Returns the dashboard path of the link that a server command prints. */
export async function printedPath({ server }: Dashboard, ...command: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(binary(), [...command, "--data-dir", server.dataDir]);
  return linkPath(stdout);
}

/** Returns the dashboard path of a link. */
export function linkPath(link: string): string {
  return /\/dashboard(\/\S+)/.exec(link)?.[1] ?? expect.fail(`No link in: ${link}`);
}

/** Creates the owner account and returns the page with their projects. */
export async function setUp(dashboard: Dashboard): Promise<Page> {
  const page = await dashboard.open(await setupPath(dashboard));
  await page.getByLabel("Your name").fill(OWNER.name);
  await page.getByLabel("Email").fill(OWNER.email);
  await page.getByLabel("Password", { exact: true }).fill(OWNER.password);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByRole("heading", { name: "Projects" }).waitFor();
  return page;
}

/** Creates and opens a project; returns its ID. */
export async function newProject(page: Page, name: string): Promise<string> {
  await page.getByRole("button", { name: "New project" }).click();
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Create project" }).click();
  await page.waitForURL("**/p/prj_*");
  return /prj_[A-Za-z0-9]+/.exec(page.url())?.[0] ?? "";
}

/** Invites someone on the members page; returns the path of the link. */
export async function invite(page: Page, email: string, role: string): Promise<string> {
  await page.getByRole("button", { name: "Invite" }).click();
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Role", { exact: true }).selectOption(role);
  await page.getByRole("dialog").getByRole("button", { name: "Invite" }).click();
  const link = await page.getByLabel("invitation link", { exact: true }).inputValue();
  await page.getByRole("button", { name: "Done" }).click();
  return linkPath(link);
}

/** Accepts an invitation with a new account. */
export async function join(page: Page, name: string, password: string): Promise<void> {
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Join project" }).click();
  await page.getByRole("heading", { name: "Projects" }).waitFor();
}
