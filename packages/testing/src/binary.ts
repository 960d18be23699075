import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** Returns the path of the server to test: `PROFICIENT_BINARY`, or else what cargo built. */
export function binary(): string {
  const configured = process.env.PROFICIENT_BINARY;
  const target = resolve(root, process.env.CARGO_TARGET_DIR ?? "target");
  const candidates = configured
    ? [configured]
    : ["release", "debug"].map((profile) => join(target, profile, "proficient"));
  const found = candidates.find(existsSync);
  if (found === undefined) {
    throw new Error(
      `No server to test, looked for ${candidates.join(" and ")}. Run 'cargo build' or set PROFICIENT_BINARY.`,
    );
  }
  return found;
}
