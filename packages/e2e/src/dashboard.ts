import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { binary, type Server, startServer } from "@proficient/testing";
import type { BrowserContextOptions, Page } from "playwright-core";
import { expect } from "vitest";
import { context } from "./chatPage.js";

/** A server of its own, since a dashboard is set up once. */
export interface Dashboard {
  server: Server;
  /** The address of a page of the dashboard. */
  at(path: string): string;
  /** Another browser, with nobody logged in. */
  open(path?: string, options?: BrowserContextOptions): Promise<Page>;
  /** What the pages' policy did not let through, and errors that nobody caught. */
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

/** What `proficient setup-link` prints, as a path of the dashboard. */
export function setupPath(made: Dashboard): Promise<string> {
  return printedPath(made, "setup-link");
}

/** The link that a command of the server prints, as a path of the dashboard. */
export async function printedPath({ server }: Dashboard, ...command: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(binary(), [...command, "--data-dir", server.dataDir]);
  return linkPath(stdout);
}

/** A link that the server made, without where it believes to be. */
export function linkPath(link: string): string {
  return /\/dashboard(\/\S+)/.exec(link)?.[1] ?? expect.fail(`There is no link in: ${link}`);
}

/** The first member, logged in, at their projects. */
export async function setUp(made: Dashboard): Promise<Page> {
  const page = await made.open(await setupPath(made));
  await page.getByLabel("Your name").fill(OWNER.name);
  await page.getByLabel("Email").fill(OWNER.email);
  await page.getByLabel("Password", { exact: true }).fill(OWNER.password);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByRole("heading", { name: "Projects" }).waitFor();
  return page;
}

/** Makes a project, opens it, and says which it is. */
export async function newProject(page: Page, name: string): Promise<string> {
  await page.getByRole("button", { name: "New project" }).click();
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Create project" }).click();
  await page.waitForURL("**/p/prj_*");
  return /prj_[A-Za-z0-9]+/.exec(page.url())?.[0] ?? "";
}

/** Invites somebody from the page of the members, and gives the path of their link. */
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
  await page.getByRole("button", { name: "Join the project" }).click();
  await page.getByRole("heading", { name: "Projects" }).waitFor();
}
