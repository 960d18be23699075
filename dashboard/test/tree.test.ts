import { expect, test } from "vitest";
import type { MonitoredMessage } from "../src/api/types";
import { branchesOf, choicesFor, pathOf, treeOf } from "../src/pages/conversations/tree";

function message(id: string, parent_id: string | null, part: Partial<MonitoredMessage> = {}): MonitoredMessage {
  return {
    id,
    object: "message",
    content: id,
    interaction_id: "int_1",
    sent_by: "user",
    depth: 0,
    parent_id,
    status: "completed",
    parts: [{ type: "text", text: id }],
    finish_reason: null,
    client_id: "",
    created_at: 0,
    model: "",
    usage: null,
    latency_ms: null,
    time_to_first_token_ms: null,
    error: null,
    provider_error: null,
    cost: null,
    listed: true,
    traced: false,
    ...part,
  };
}

const unseen = { listed: false, status: "failed" } as const;
const path = (messages: MonitoredMessage[], id?: string) => {
  const tree = treeOf(messages);
  return pathOf(tree, id ? choicesFor(tree, id) : {}).map((step) => step.message.id);
};

// a ─ b ─ d      a2
//   └ c ─ e
//       └ f
const forked = [
  message("a", null),
  message("b", "a"),
  message("c", "a"),
  message("d", "b"),
  message("e", "c"),
  message("f", "c"),
];

test("a path follows the newest messages, or leads to a selected one", () => {
  expect(path(forked)).toEqual(["a", "c", "f"]);
  expect(path(forked, "b")).toEqual(["a", "b", "d"]);
  expect(path(forked, "e")).toEqual(["a", "c", "e"]);
  expect(path([...forked, message("a2", null)])).toEqual(["a2"]);
  expect(path([...forked, message("a2", null)], "d")).toEqual(["a", "b", "d"]);
});

test("choices in other branches are kept", () => {
  const tree = treeOf(forked);
  const choices = choicesFor(tree, "b", choicesFor(tree, "e"));
  expect(pathOf(tree, choices).map(({ message }) => message.id)).toEqual(["a", "b", "d"]);
  expect(pathOf(tree, { ...choices, a: "c" }).map(({ message }) => message.id)).toEqual(["a", "c", "e"]);
});

test("a reply that the user did not see is shown beside the path", () => {
  const messages = [message("a", null), message("b", "a", unseen), message("c", "a"), message("d", "c", unseen)];
  const tree = treeOf(messages);
  const steps = pathOf(tree, {});
  expect(steps.map(({ message, asides }) => [message.id, asides.map(({ id }) => id)])).toEqual([
    ["a", ["b"]],
    ["c", ["d"]],
  ]);
  expect(branchesOf(tree)).toHaveLength(1);
  // A link to it opens the branch it belongs to.
  expect(path(messages, "b")).toEqual(["a", "c"]);
});

test("unfinished replies, and unseen ones with children, are on the path", () => {
  expect(path([message("a", null), message("b", "a", { listed: false, status: "in_progress" })])).toEqual(["a", "b"]);
  const goesOn = [message("a", null), message("b", "a", unseen), message("c", "b")];
  expect(path(goesOn)).toEqual(["a", "b", "c"]);
  // But messages that the user sees come first.
  expect(path([...goesOn.slice(0, 1), message("x", "a"), ...goesOn.slice(1)])).toEqual(["a", "x"]);
});

test("finds all branches with their forks", () => {
  const found = branchesOf(treeOf(forked)).map(({ leaf, start, length }) => [leaf.id, start.id, length]);
  expect(found).toEqual([
    ["d", "a", 3],
    ["e", "c", 3],
    ["f", "f", 3],
  ]);
});

test("messages with a missing parent stay visible, and long conversations work", () => {
  expect(path([message("b", "gone"), message("c", "b")])).toEqual(["b", "c"]);
  const long = Array.from({ length: 20_000 }, (_, index) => message(`m${index}`, index ? `m${index - 1}` : null));
  expect(path(long)).toHaveLength(20_000);
  expect(branchesOf(treeOf(long))).toHaveLength(1);
});
