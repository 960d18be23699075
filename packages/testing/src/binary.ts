import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** The server to test against: the one that `PROFICIENT_BINARY` names, else what cargo built. */
export function binary(): string {
  const named = process.env.PROFICIENT_BINARY;
  const target = resolve(root, process.env.CARGO_TARGET_DIR ?? "target");
  const places = named ? [named] : ["release", "debug"].map((profile) => join(target, profile, "proficient"));
  const found = places.find(existsSync);
  if (found === undefined) {
    throw new Error(
      `There is no server to test against: ${places.join(", ")}. Run 'cargo build', or set PROFICIENT_BINARY.`,
    );
  }
  return found;
}
