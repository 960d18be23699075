import type { Page } from "playwright-core";

/** Returns the content of the file that an action downloads. */
export async function downloaded(page: Page, act: () => Promise<void>): Promise<string> {
  const waiting = page.waitForEvent("download");
  await act();
  // The browser is another process, perhaps with other folders: its path to the file says nothing.
  const pieces: Buffer[] = [];
  for await (const piece of await (await waiting).createReadStream()) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString("utf8");
}
