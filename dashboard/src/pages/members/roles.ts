import { may } from "../../api/project";
import type { Role } from "../../api/types";

/** Roles, from least to most access. */
export const ROLES = [
  { value: "viewer", label: "Viewer", description: "Can view everything except secrets." },
  {
    value: "developer",
    label: "Developer",
    description: "Can also change agents, users, settings, and connections, and use the playground.",
  },
  {
    value: "admin",
    label: "Admin",
    description: "Can also manage secret keys, the HMAC secret, and members other than owners.",
  },
  { value: "owner", label: "Owner", description: "Can also add and remove owners, and delete the project." },
] as const;

/** Returns the roles that a member with this role may assign. */
export function assignableRoles(role: Role): readonly { value: Role; label: string }[] {
  return ROLES.filter(({ value }) => may(role, "admin") && (value !== "owner" || role === "owner"));
}
