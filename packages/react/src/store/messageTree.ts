// The messages of an interaction form a tree. The user sees one path through it, from a root to a leaf.
import type { Message } from "@proficient/client";

/** Maps a parent's ID to the ID of the child shown below it. `ROOT` stands for the parent of the root messages. */
export type Choices = Readonly<Record<string, string>>;

export const ROOT = "";

/** A message of the visible path. */
export interface Step {
  message: Message;
  /** The message's index among its siblings. */
  position: number;
  /** The IDs of all messages with the same parent, oldest first, including this one. */
  siblings: readonly string[];
}

/** Returns the visible path. Where there is no choice, it follows the newest message. */
export function visiblePath(messages: readonly Message[], choices: Choices): Step[] {
  const children = groupByParent(messages);
  const steps: Step[] = [];
  let parent = ROOT;
  for (;;) {
    const siblings = children.get(parent);
    if (!siblings) return steps;
    const chosen = siblings.findIndex(({ id }) => id === choices[parent]);
    const position = chosen === -1 ? siblings.length - 1 : chosen;
    const message = siblings[position] as Message;
    steps.push({ message, position, siblings: siblings.map(({ id }) => id) });
    parent = message.id;
  }
}

/** Returns the choices that make a message visible. */
export function choicesFor(messages: readonly Message[], id: string, choices: Choices = {}): Choices {
  const byId = new Map(messages.map((message) => [message.id, message]));
  const result: Record<string, string> = { ...choices };
  for (let message = byId.get(id); message; message = byId.get(message.parentId ?? ROOT)) {
    result[message.parentId ?? ROOT] = message.id;
  }
  return result;
}

/** Returns the list with a message replaced, or appended if the list does not have it. */
export function upsertMessage(messages: readonly Message[], message: Message): Message[] {
  if (!messages.some(({ id }) => id === message.id)) return [...messages, message];
  return messages.map((old) => (old.id === message.id ? message : old));
}

function groupByParent(messages: readonly Message[]): Map<string, Message[]> {
  const ids = new Set(messages.map(({ id }) => id));
  const children = new Map<string, Message[]>();
  for (const message of messages) {
    // A message whose parent is missing counts as a root, so that it stays visible.
    const parent = message.parentId !== null && ids.has(message.parentId) ? message.parentId : ROOT;
    const siblings = children.get(parent);
    if (siblings) siblings.push(message);
    else children.set(parent, [message]);
  }
  return children;
}
