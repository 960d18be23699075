import type { Message } from "@proficient/client";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { choicesFor, upsertMessage, visiblePath } from "../src/store/messageTree.js";

const message = (id: string, parentId: string | null): Message => ({
  object: "message",
  id,
  parentId,
  content: id,
  interactionId: "int_1",
  sentBy: "user",
  depth: 0,
  createdAt: 0,
  status: "completed",
  clientId: "",
  parts: [{ type: "text", text: id }],
  finishReason: null,
});
const ids = (steps: ReturnType<typeof visiblePath>) => steps.map((step) => step.message.id).join("");

//  a ─ b ─ c        x (another root)
//      └ d ─ e
const TREE = [message("a", null), message("b", "a"), message("c", "b"), message("d", "a"), message("e", "d")];

describe("the visible path", () => {
  it("follows the choices, and the newest message where there is none", () => {
    expect(ids(visiblePath(TREE, {}))).toBe("ade");
    expect(ids(visiblePath(TREE, { a: "b" }))).toBe("abc");
    expect(ids(visiblePath([...TREE, message("x", null)], {}))).toBe("x");
    expect(ids(visiblePath(TREE, { a: "gone" }))).toBe("ade");
    expect(visiblePath([], {})).toEqual([]);
  });

  it("knows a message's position among its siblings", () => {
    const [, step] = visiblePath(TREE, { a: "b" });
    expect(step).toMatchObject({ position: 0, siblings: ["b", "d"] });
  });

  it("shows a message whose parent is missing", () => {
    expect(ids(visiblePath([message("b", "a"), message("c", "b")], {}))).toBe("bc");
  });

  it("contains the chosen message", () => {
    const parents = fc.array(fc.nat(), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(parents, fc.nat(), (numbers, chosen) => {
        const tree = numbers.map((n, i) => message(`m${i}`, i === 0 || n % i === 0 ? null : `m${n % i}`));
        const id = `m${chosen % tree.length}`;
        const steps = visiblePath(tree, choicesFor(tree, id));
        expect(steps.map((step) => step.message.id)).toContain(id);
        // Each message is a child of the previous one.
        steps.forEach((step, index) => {
          if (index > 0) expect(step.message.parentId).toBe(steps[index - 1]?.message.id);
        });
      }),
    );
  });
});

it("replaces or appends a message", () => {
  const changed = { ...message("b", "a"), content: "new" };
  expect(upsertMessage(TREE, changed).map(({ content }) => content)).toEqual(["a", "new", "c", "d", "e"]);
  expect(upsertMessage(TREE, message("f", "e"))).toHaveLength(6);
});
