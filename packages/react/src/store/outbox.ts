import type { Outgoing } from "./conversationState.js";
import { UserStorage } from "./userStorage.js";

/**
 * A user's unconfirmed messages in this tab, by conversation. They survive a reload, with the IDs by which the server
 * recognizes them, so that none is lost and none is stored twice.
 */
export class Outbox extends UserStorage<Outgoing> {
  constructor(project: string, user: string) {
    super(outboxStorageKey(project), user);
  }
}

/** Returns the key in the tab's storage. */
export const outboxStorageKey = (project: string): string => `proficient:outbox:${project}`;
