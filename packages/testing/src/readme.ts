// What a document shows must work: its blocks with the same tag are one program, in their order.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { runProgram } from "./program.js";

/** The blocks of a document that have this tag. */
export function blocks(document: string, tag: string): string[] {
  return [...document.matchAll(new RegExp(`^\`\`\`${tag}\\n(.*?)^\`\`\``, "gms"))].map(([, block]) => block ?? "");
}

/** A text with real values in the place of its placeholders. */
export function filled(text: string, values: Record<string, string>): string {
  return Object.entries(values).reduce((text, [placeholder, value]) => text.replaceAll(placeholder, value), text);
}

/** Checks and runs the program of a package's README, and gives what it printed. */
export async function runReadme(readme: URL, values: Record<string, string>): Promise<string> {
  const program = blocks(await readFile(readme, "utf8"), "ts").join("\n");
  return runProgram(filled(program, values), fileURLToPath(new URL("test/", readme)));
}
