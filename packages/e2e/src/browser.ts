import { existsSync } from "node:fs";
import { type BrowserServer, chromium } from "playwright-core";

/** Debian's Chromium, or the one that CHROMIUM names. */
function executable(): string {
  const places = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  const found = places.find((place) => place !== undefined && existsSync(place));
  if (!found) throw new Error("There is no Chromium to test with: run scripts/apt-install chromium, or set CHROMIUM.");
  return found;
}

/** One browser for all tests; each test has a context of its own in it. */
export function startBrowser(): Promise<BrowserServer> {
  // As root, which tests in containers are, Chromium has no sandbox.
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launchServer({ executablePath: executable(), args: [...args, "--disable-gpu"] });
}
