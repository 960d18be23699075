import type { Author } from "../../api/types";

/** Returns the display name of an author. */
export function authorName({ kind, name }: Author): string {
  if (kind === "member") return name || "Former member";
  if (kind === "key") return name ? `Secret key “${name}”` : "Secret key";
  return "System";
}
