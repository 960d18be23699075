import type { Message } from "@proficient/client";
import { UserStorage } from "./userStorage.js";

/**
 * The replies that this tab has asked for and whose end it has not seen, so that each of them is reported once, even if
 * the page was reloaded in the meantime. Keys are the IDs of replies, or of questions whose reply has no known ID yet;
 * values are the IDs of their interactions.
 */
export class AwaitedReplies extends UserStorage<string> {
  constructor(project: string, user: string) {
    super(awaitedStorageKey(project), user);
  }

  /** The reply to a question was created. */
  begin({ id, parentId, interactionId }: Message): void {
    if (parentId !== null) this.delete(parentId);
    this.set(id, interactionId);
  }

  /** A reply has ended. Returns whether it was awaited. */
  settle({ id, parentId }: Message): boolean {
    const [byId, byQuestion] = [this.delete(id), parentId !== null && this.delete(parentId)];
    return byId || byQuestion;
  }

  /** Settles the replies of an interaction that have ended unseen, and returns them. `asking` has no reply yet. */
  settleUnseen(interactionId: string, messages: readonly Message[], asking: string | undefined): Message[] {
    const ended: Message[] = [];
    for (const [key, interaction] of this.entries()) {
      if (interaction !== interactionId || key === asking) continue;
      const reply = messages
        .filter(({ id, parentId, sentBy }) => sentBy === "agent" && (id === key || parentId === key))
        .at(-1);
      if (reply?.status === "in_progress") continue;
      this.delete(key);
      if (reply) ended.push(reply);
    }
    return ended;
  }
}

/** Returns the key in the tab's storage. */
export const awaitedStorageKey = (project: string): string => `proficient:awaited:${project}`;
