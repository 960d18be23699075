// The messages of an interaction are a tree; a person sees one path through it, from a root to a leaf.
import type { Message } from "@proficient/client";

/** Which child is shown below a parent; below `ROOT`, which root. */
export type Choices = Readonly<Record<string, string>>;

export const ROOT = "";

/** A message of the visible path. */
export interface Step {
  message: Message;
  /** Its place among the messages that stand at the same fork, from 0. */
  position: number;
  /** The messages at this fork, oldest first, itself included. */
  siblings: readonly string[];
}

/** The visible path. Where nothing was chosen it goes on with the newest message. */
export function path(messages: readonly Message[], choices: Choices): Step[] {
  const children = childrenOf(messages);
  const steps: Step[] = [];
  let parent = ROOT;
  for (;;) {
    const here = children.get(parent);
    if (!here) return steps;
    const chosen = here.findIndex(({ id }) => id === choices[parent]);
    const position = chosen === -1 ? here.length - 1 : chosen;
    const message = here[position] as Message;
    steps.push({ message, position, siblings: here.map(({ id }) => id) });
    parent = message.id;
  }
}

/** The choices that make a message visible. */
export function choicesFor(messages: readonly Message[], id: string, choices: Choices = {}): Choices {
  const byId = new Map(messages.map((message) => [message.id, message]));
  const made: Record<string, string> = { ...choices };
  for (let message = byId.get(id); message; message = byId.get(message.parentId ?? ROOT)) {
    made[message.parentId ?? ROOT] = message.id;
  }
  return made;
}

/** The list with a message put in: in the place of the one with its ID, else at the end. */
export function put(messages: readonly Message[], message: Message): Message[] {
  if (!messages.some(({ id }) => id === message.id)) return [...messages, message];
  return messages.map((old) => (old.id === message.id ? message : old));
}

function childrenOf(messages: readonly Message[]): Map<string, Message[]> {
  const ids = new Set(messages.map(({ id }) => id));
  const children = new Map<string, Message[]>();
  for (const message of messages) {
    // A message whose parent is not here stands at the root, so that it can be seen at all.
    const parent = message.parentId !== null && ids.has(message.parentId) ? message.parentId : ROOT;
    const here = children.get(parent);
    if (here) here.push(message);
    else children.set(parent, [message]);
  }
  return children;
}
