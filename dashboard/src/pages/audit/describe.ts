import type { AuditEntry } from "../../api/types";

/** Text that follows the name of the actor. */
const PHRASES: Record<string, (target: string) => string> = {
  "project.created": (target) => `created project “${target}”`,
  "project.updated": (target) => `updated project “${target}”`,
  "project.deleted": (target) => `deleted project “${target}”`,
  "hmac.enabled": () => "turned on HMAC authentication",
  "hmac.disabled": () => "turned off HMAC authentication",
  "hmac.revealed": () => "viewed the HMAC secret",
  "hmac.rotated": () => "rotated the HMAC secret",
  "hmac.retired": () => "retired the previous HMAC secret",
  "key.created": (target) => `created secret key “${target}”`,
  "key.revoked": (target) => `revoked secret key “${target}”`,
  "connection.created": (target) => `added connection “${target}”`,
  "connection.updated": (target) => `updated connection “${target}”`,
  "connection.deleted": (target) => `deleted connection “${target}”`,
  "member.invited": (target) => `invited ${target}`,
  "member.joined": () => "joined the project",
  "member.role_changed": (target) => `changed the role of ${target}`,
  "member.removed": (target) => `removed ${target}`,
  "invitation.revoked": (target) => `revoked the invitation for ${target}`,
  "agent.created": (target) => `created agent “${target}”`,
  "agent.updated": (target) => `updated agent “${target}”`,
  "agent.deleted": (target) => `deleted agent “${target}”`,
  "agent.activated": (target) => `activated agent “${target}”`,
  "agent.deactivated": (target) => `deactivated agent “${target}”`,
  "agent.config_updated": (target) => `updated the configuration of “${target}”`,
  "agent.config_restored": (target) => `restored an earlier configuration of “${target}”`,
  "user.updated": (target) => `updated user “${target}”`,
  "user.exported": (target) => `exported the data of user “${target}”`,
  "user.deleted": (target) => `deleted user “${target}”`,
  "interaction.deleted": (target) => `deleted conversation “${target}”`,
  "interactions.exported": () => "exported conversations",
  "audit.exported": () => "exported the audit log",
  "price.updated": (target) => `set the price of “${target}”`,
  "price.removed": (target) => `removed the price of “${target}”`,
};

/** Describes an entry; actions without a phrase are spelled out. */
export function describe({ action, target }: AuditEntry): string {
  const name = target.name || target.id;
  const phrase = PHRASES[action];
  if (phrase) return phrase(name).trim();
  const dot = action.lastIndexOf(".");
  const [noun, verb] = [action.slice(0, dot), action.slice(dot + 1)].map((part) => part.replaceAll(/[._]/g, " "));
  return `${verb} ${noun} “${name}”`;
}
