// Starts one browser for all tests and builds the pages it shows.
import type { TestProject } from "vitest/node";
import { startBrowser } from "./browser.js";
import { buildPages, serve } from "./testPages.js";

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const browser = await startBrowser();
  const react18 = await serve(await buildPages("18"));
  const react19 = await serve(await buildPages("19"));
  project.provide("browser", browser.wsEndpoint());
  project.provide("pages", { react18: react18.url, react19: react19.url });
  return async () => {
    await browser.close();
    await Promise.all([react18.close(), react19.close()]);
  };
}

declare module "vitest" {
  interface ProvidedContext {
    browser: string;
    pages: { react18: string; react19: string };
  }
}
