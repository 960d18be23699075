// The messages of a conversation form a tree. The page shows one path through it.
import type { MonitoredMessage } from "../../api/types";

/** The selected child of each message; `ROOT` selects the first message. */
export type Choices = Readonly<Record<string, string>>;

export const ROOT = "";

export interface Tree {
  byId: ReadonlyMap<string, MonitoredMessage>;
  /** The replies to a message, oldest first; `ROOT` has the first messages. */
  children: ReadonlyMap<string, readonly MonitoredMessage[]>;
  /** Replies that the user did not see and that have no children; shown beside the path. */
  asides: ReadonlyMap<string, readonly MonitoredMessage[]>;
}

/** A message on the path. */
export interface Step {
  message: MonitoredMessage;
  /** The messages with the same parent, including this one. */
  siblings: readonly MonitoredMessage[];
  asides: readonly MonitoredMessage[];
}

/** A path from a first message to a leaf. */
export interface Branch {
  leaf: MonitoredMessage;
  /** Where it forks from earlier branches; for the first branch, the first message. */
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
    // A message whose parent is missing becomes a root, so that it stays visible.
    const parent = message.parent_id !== null && byId.has(message.parent_id) ? message.parent_id : ROOT;
    const unseen = !message.listed && message.status !== "in_progress" && !parents.has(message.id);
    const group = unseen && parent !== ROOT ? asides : children;
    const here = group.get(parent);
    if (here) here.push(message);
    else group.set(parent, [message]);
  }
  return { byId, children, asides };
}

/** Returns the selected path. Without a selection it follows the newest message, as users see it. */
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

/** Returns choices that put a message, or its parent if it is an aside, on the path. */
export function choicesFor(tree: Tree, id: string, choices: Choices = {}): Choices {
  const made: Record<string, string> = { ...choices };
  for (let message = tree.byId.get(id); message; message = tree.byId.get(message.parent_id ?? ROOT)) {
    made[message.parent_id !== null && tree.byId.has(message.parent_id) ? message.parent_id : ROOT] = message.id;
  }
  return made;
}

/** Returns all branches, oldest first. Iterative, because conversations may be deep. */
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
