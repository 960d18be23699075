import type { InteractionRow, MonitoredMessage } from "../../api/types";
import { nameOf } from "../../shared/users/user";
import { titleOf } from "../../shared/conversations/ConversationList";
import type { Step } from "./tree";

/** What is read, to be put into a document or a ticket. */
export function asMarkdown(row: InteractionRow, steps: readonly Step[]): string {
  const parts = steps.map(({ message }) => {
    const who = message.sent_by === "user" ? nameOf(row.user) : row.agent_name || "Agent";
    const state = message.status === "completed" ? "" : `, ${message.status.replace("_", " ")}`;
    const text = message.content || (message.error ? `(${message.error.message})` : "(nothing)");
    return `**${escaped(who)}** (${new Date(message.created_at).toISOString()}${state}):\n\n${text}\n`;
  });
  return [`# ${escaped(titleOf(row))}\n`, ...parts].join("\n");
}

/** The whole conversation with all its branches, as the API gives it. */
export function asJson(row: InteractionRow, messages: readonly MonitoredMessage[]): string {
  return JSON.stringify({ interaction: row, messages }, null, 2);
}

/** A name, which is no Markdown. */
function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~!]/g, "\\$&");
}
