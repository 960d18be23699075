import type { AuditEntry } from "../../api/types";

/** Text that follows the name of the actor. */
const PHRASES: Record<string, (target: string) => string> = {
  "project.created": (target) => `created the project ${target}`,
  "project.updated": (target) => `updated the project ${target}`,
  "project.deleted": (target) => `deleted the project ${target}`,
  "hmac.enabled": () => "turned HMAC authentication on",
  "hmac.disabled": () => "turned HMAC authentication off",
  "hmac.revealed": () => "viewed the HMAC secret",
  "hmac.rotated": () => "rotated the HMAC secret",
  "hmac.retired": () => "retired the previous HMAC secret",
  "key.created": (target) => `created the secret key ${target}`,
  "key.revoked": (target) => `revoked the secret key ${target}`,
  "connection.created": (target) => `added the connection ${target}`,
  "connection.updated": (target) => `updated the connection ${target}`,
  "connection.deleted": (target) => `deleted the connection ${target}`,
  "member.invited": (target) => `invited ${target}`,
  "member.joined": () => "joined the project",
  "member.role_changed": (target) => `changed the role of ${target}`,
  "member.removed": (target) => `removed ${target}`,
  "invitation.revoked": (target) => `revoked the invitation for ${target}`,
  "agent.created": (target) => `created the agent ${target}`,
  "agent.updated": (target) => `updated the agent ${target}`,
  "agent.deleted": (target) => `deleted the agent ${target}`,
  "agent.activated": (target) => `activated the agent ${target}`,
  "agent.deactivated": (target) => `deactivated the agent ${target}`,
  "agent.config_updated": (target) => `updated the configuration of ${target}`,
  "agent.config_restored": (target) => `restored an earlier configuration of ${target}`,
  "user.updated": (target) => `updated the user ${target}`,
  "user.exported": (target) => `exported the data of the user ${target}`,
  "user.deleted": (target) => `deleted the user ${target}`,
  "interaction.deleted": (target) => `deleted the conversation ${target}`,
};

/** Describes an entry; actions without a phrase are spelled out. */
export function describe({ action, target }: AuditEntry): string {
  const name = target.name || target.id;
  const phrase = PHRASES[action];
  if (phrase) return phrase(name).trim();
  const [noun = "", verb = ""] = [action.slice(0, action.lastIndexOf(".")), action.slice(action.lastIndexOf(".") + 1)];
  return `${verb} ${noun} ${name}`.replaceAll(/[._]/g, " ").replace(/ {2,}/g, " ").trim();
}
