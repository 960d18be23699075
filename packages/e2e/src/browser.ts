import { existsSync } from "node:fs";
import { type BrowserServer, chromium } from "playwright-core";

/** Returns the path of Chromium: `CHROMIUM`, or else a usual place. */
function executable(): string {
  const candidates = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  const found = candidates.find((path) => path !== undefined && existsSync(path));
  if (!found) throw new Error("Chromium not found. Run scripts/apt-install chromium or set CHROMIUM.");
  return found;
}

/** Starts the browser that all tests share. Each test creates its own context in it. */
export function startBrowser(): Promise<BrowserServer> {
  // Chromium's sandbox does not work as root, which tests in containers are.
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launchServer({ executablePath: executable(), args: [...args, "--disable-gpu"] });
}
