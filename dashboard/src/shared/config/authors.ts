import type { Author } from "../../api/types";

/** Who made a version, for people. */
export function authorName({ kind, name }: Author): string {
  if (kind === "member") return name || "A former member";
  if (kind === "key") return name ? `The key “${name}”` : "A secret key";
  return "The server";
}
