// What a host that shows the chat only on demand needs to know before it does, and to drop afterwards.
import { AwaitedReplies, awaitedStorageKey } from "./awaitedReplies.js";
import { forgetLastConversation, loadLastConversation } from "./lastConversation.js";
import { Outbox, outboxStorageKey } from "./outbox.js";
import { type ConnectionSettings, projectOf } from "./session.js";

/**
 * Returns whether something that the user has sent in this tab is not settled, in the conversation that the chat would
 * open: a message on its way, or a reply whose end was not seen.
 */
export function hasPendingReply(connection: ConnectionSettings, agentId: string): boolean {
  const project = projectOf(connection);
  const { userExternalId } = connection;
  if (new Outbox(project, userExternalId).entries().some(([, { problem }]) => !problem)) return true;
  const last = loadLastConversation(agentId);
  return new AwaitedReplies(project, userExternalId).entries().some(([, interactionId]) => interactionId === last);
}

/** Removes what this tab remembers of a user, for a host whose user has signed out. */
export function forgetUser(connection: ConnectionSettings, agentId: string): void {
  const project = projectOf(connection);
  forgetLastConversation(agentId);
  for (const key of [outboxStorageKey(project), awaitedStorageKey(project)]) {
    try {
      sessionStorage.removeItem(key);
    } catch {
      // Blocked storage holds nothing.
    }
  }
}
