import type { AuditEntry } from "../../api/types";

/** What follows the name of who did it. Actions that are not listed are put in words as they are. */
const WORDS: Record<string, (target: string) => string> = {
  "project.created": (target) => `made the project ${target}`,
  "project.updated": (target) => `changed the project ${target}`,
  "project.deleted": (target) => `deleted the project ${target}`,
  "hmac.enabled": () => "turned HMAC authentication on",
  "hmac.disabled": () => "turned HMAC authentication off",
  "hmac.revealed": () => "looked at the HMAC secret",
  "hmac.rotated": () => "rotated the HMAC secret",
  "hmac.retired": () => "retired the older HMAC secret",
  "key.created": (target) => `made the secret key ${target}`,
  "key.revoked": (target) => `revoked the secret key ${target}`,
  "connection.created": (target) => `added the connection ${target}`,
  "connection.updated": (target) => `changed the connection ${target}`,
  "connection.deleted": (target) => `deleted the connection ${target}`,
  "member.invited": (target) => `invited ${target}`,
  "member.joined": () => "joined the project",
  "member.role_changed": (target) => `changed the role of ${target}`,
  "member.removed": (target) => `removed ${target}`,
  "invitation.revoked": (target) => `took back the invitation of ${target}`,
  "agent.created": (target) => `made the agent ${target}`,
  "agent.updated": (target) => `changed the agent ${target}`,
  "agent.deleted": (target) => `deleted the agent ${target}`,
  "agent.activated": (target) => `activated the agent ${target}`,
  "agent.deactivated": (target) => `deactivated the agent ${target}`,
  "agent.config_updated": (target) => `changed the configuration of ${target}`,
  "agent.config_restored": (target) => `restored an earlier configuration of ${target}`,
  "user.updated": (target) => `changed the user ${target}`,
  "user.exported": (target) => `exported the data of the user ${target}`,
  "user.deleted": (target) => `deleted the user ${target}`,
  "interaction.deleted": (target) => `deleted the conversation ${target}`,
};

export function describe({ action, target }: AuditEntry): string {
  const name = target.name || target.id;
  const words = WORDS[action];
  if (words) return words(name).trim();
  const [noun = "", verb = ""] = [action.slice(0, action.lastIndexOf(".")), action.slice(action.lastIndexOf(".") + 1)];
  return `${verb} ${noun} ${name}`.replaceAll(/[._]/g, " ").replace(/ {2,}/g, " ").trim();
}
