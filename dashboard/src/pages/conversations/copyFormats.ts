import type { InteractionRow, MonitoredMessage } from "../../api/types";
import { titleOf } from "../../shared/conversations/ConversationList";
import { cutReason } from "../../shared/messages/outcome";
import { userName } from "../../shared/users/user";
import type { Step } from "./tree";

/** Formats a branch as Markdown, for documents and tickets. */
export function asMarkdown(row: InteractionRow, steps: readonly Step[]): string {
  const parts = steps.map(({ message }) => {
    const who = message.sent_by === "user" ? userName(row.user) : row.agent_name || "Agent";
    const state = message.status === "completed" ? "" : `, ${message.status.replace("_", " ")}`;
    const text = message.content || (message.error ? `(${message.error.message})` : "(no text)");
    const cut = message.status === "completed" ? cutReason(message) : null;
    return `**${escaped(who)}** (${new Date(message.created_at).toISOString()}${state}):\n\n${text}\n${cut ? `\n*${cut}*\n` : ""}`;
  });
  return [`# ${escaped(titleOf(row))}\n`, ...parts].join("\n");
}

/** Formats the conversation with all branches as JSON, as returned by the API. */
export function asJson(row: InteractionRow, messages: readonly MonitoredMessage[]): string {
  return JSON.stringify({ interaction: row, messages }, null, 2);
}

/** Escapes Markdown in a name. */
function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~!]/g, "\\$&");
}
