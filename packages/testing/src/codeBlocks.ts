// Tests the code in documents. All blocks of a document with the same tag form one program.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { runProgram } from "./program.js";

/** Returns a document's code blocks with a tag, such as `ts`. */
export function codeBlocks(document: string, tag: string): string[] {
  return [...document.matchAll(new RegExp(`^\`\`\`${tag}\\n(.*?)^\`\`\``, "gms"))].map(([, block]) => block ?? "");
}

/** Replaces the placeholders in a text. */
export function fillPlaceholders(text: string, values: Record<string, string>): string {
  return Object.entries(values).reduce((text, [placeholder, value]) => text.replaceAll(placeholder, value), text);
}

/** Type-checks and runs the program of a package's README, and returns its output. */
export async function runReadme(readme: URL, values: Record<string, string>): Promise<string> {
  const program = codeBlocks(await readFile(readme, "utf8"), "ts").join("\n");
  return runProgram(fillPlaceholders(program, values), fileURLToPath(new URL("test/", readme)));
}
