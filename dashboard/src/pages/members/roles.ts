import { may } from "../../api/project";
import type { Role } from "../../api/types";

/** From the least to the most. */
export const ROLES = [
  { value: "viewer", label: "Viewer", may: "Reads everything but secrets, and changes nothing." },
  {
    value: "developer",
    label: "Developer",
    may: "Also changes agents, users, settings and connections, and uses the playground.",
  },
  { value: "admin", label: "Admin", may: "Also secret keys, the HMAC secret, and members other than owners." },
  { value: "owner", label: "Owner", may: "Also makes and removes owners, and deletes the project." },
] as const;

/** The roles that one of this role may give. */
export function rolesToGive(role: Role): readonly { value: Role; label: string }[] {
  return ROLES.filter(({ value }) => may(role, "admin") && (value !== "owner" || role === "owner"));
}
