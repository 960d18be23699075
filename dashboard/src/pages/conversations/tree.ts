// The messages of a conversation are a tree. One path through it is read at a time.
import type { MonitoredMessage } from "../../api/types";

/** Which child is read below a message; below `ROOT`, which first message. */
export type Choices = Readonly<Record<string, string>>;

export const ROOT = "";

export interface Tree {
  byId: ReadonlyMap<string, MonitoredMessage>;
  /** What stands below a message, oldest first; below `ROOT`, the first messages. */
  children: ReadonlyMap<string, readonly MonitoredMessage[]>;
  /** Replies that the user did not see and that nothing follows: they are read beside the path, not on it. */
  asides: ReadonlyMap<string, readonly MonitoredMessage[]>;
}

/** A message of the path. */
export interface Step {
  message: MonitoredMessage;
  /** The messages at the same fork, itself included. */
  siblings: readonly MonitoredMessage[];
  asides: readonly MonitoredMessage[];
}

/** A path from the first message to the last of a branch. */
export interface Branch {
  leaf: MonitoredMessage;
  /** Where it parts from the branches before it; the first message for the first branch. */
  start: MonitoredMessage;
  length: number;
}

const NONE: readonly MonitoredMessage[] = [];

export function treeOf(messages: readonly MonitoredMessage[]): Tree {
  const byId = new Map(messages.map((message) => [message.id, message]));
  const parents = new Set(messages.map(({ parent_id }) => parent_id));
  const children = new Map<string, MonitoredMessage[]>();
  const asides = new Map<string, MonitoredMessage[]>();
  for (const message of messages) {
    // A message whose parent is not here stands at the beginning, so that it can be read at all.
    const parent = message.parent_id !== null && byId.has(message.parent_id) ? message.parent_id : ROOT;
    const unseen = !message.listed && message.status !== "in_progress" && !parents.has(message.id);
    const group = unseen && parent !== ROOT ? asides : children;
    const here = group.get(parent);
    if (here) here.push(message);
    else group.set(parent, [message]);
  }
  return { byId, children, asides };
}

/** The path that is read. Where nothing was chosen it goes on with the newest message, as the user sees it. */
export function pathOf(tree: Tree, choices: Choices): Step[] {
  const steps: Step[] = [];
  let siblings = tree.children.get(ROOT) ?? NONE;
  let parent = ROOT;
  while (siblings.length > 0) {
    const message = siblings.find(({ id }) => id === choices[parent]) ?? newest(siblings);
    steps.push({ message, siblings, asides: tree.asides.get(message.id) ?? NONE });
    parent = message.id;
    siblings = tree.children.get(parent) ?? NONE;
  }
  return steps;
}

function newest(siblings: readonly MonitoredMessage[]): MonitoredMessage {
  return (siblings.findLast(({ listed }) => listed) ?? siblings.at(-1)) as MonitoredMessage;
}

/** The choices that put a message, or the one that it stands beside, on the path. */
export function choicesFor(tree: Tree, id: string, choices: Choices = {}): Choices {
  const made: Record<string, string> = { ...choices };
  for (let message = tree.byId.get(id); message; message = tree.byId.get(message.parent_id ?? ROOT)) {
    made[message.parent_id !== null && tree.byId.has(message.parent_id) ? message.parent_id : ROOT] = message.id;
  }
  return made;
}

/** All branches, in the order in which they were begun. Without recursion: a conversation may be long. */
export function branchesOf(tree: Tree): Branch[] {
  const branches: Branch[] = [];
  const open = (tree.children.get(ROOT) ?? NONE).map((message) => ({ message, start: message, length: 1 })).reverse();
  for (let next = open.pop(); next; next = open.pop()) {
    const { message, start, length } = next;
    const below = tree.children.get(message.id) ?? NONE;
    if (below.length === 0) branches.push({ leaf: message, start, length });
    for (let index = below.length - 1; index >= 0; index--) {
      const child = below[index] as MonitoredMessage;
      open.push({ message: child, start: index === 0 ? start : child, length: length + 1 });
    }
  }
  return branches;
}
