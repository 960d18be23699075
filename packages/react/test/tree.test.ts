import type { Message } from "@proficient/client";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { choicesFor, path, put } from "../src/store/tree.js";

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
});
const ids = (steps: ReturnType<typeof path>) => steps.map((step) => step.message.id).join("");

//  a ─ b ─ c        x (another root)
//      └ d ─ e
const TREE = [message("a", null), message("b", "a"), message("c", "b"), message("d", "a"), message("e", "d")];

describe("the visible path", () => {
  it("follows the newest where nothing was chosen, and what was chosen otherwise", () => {
    expect(ids(path(TREE, {}))).toBe("ade");
    expect(ids(path(TREE, { a: "b" }))).toBe("abc");
    expect(ids(path([...TREE, message("x", null)], {}))).toBe("x");
    expect(ids(path(TREE, { a: "gone" }))).toBe("ade");
    expect(path([], {})).toEqual([]);
  });

  it("knows the place of a message at its fork", () => {
    const [, step] = path(TREE, { a: "b" });
    expect(step).toMatchObject({ position: 0, siblings: ["b", "d"] });
  });

  it("shows a message whose parent is missing", () => {
    expect(ids(path([message("b", "a"), message("c", "b")], {}))).toBe("bc");
  });

  it("leads through any message that was chosen", () => {
    const parents = fc.array(fc.nat(), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(parents, fc.nat(), (numbers, chosen) => {
        const tree = numbers.map((n, i) => message(`m${i}`, i === 0 || n % i === 0 ? null : `m${n % i}`));
        const id = `m${chosen % tree.length}`;
        const steps = path(tree, choicesFor(tree, id));
        expect(steps.map((step) => step.message.id)).toContain(id);
        // Each one stands below the one before.
        steps.forEach((step, index) => {
          if (index > 0) expect(step.message.parentId).toBe(steps[index - 1]?.message.id);
        });
      }),
    );
  });
});

it("puts a message in its place", () => {
  const changed = { ...message("b", "a"), content: "new" };
  expect(put(TREE, changed).map(({ content }) => content)).toEqual(["a", "new", "c", "d", "e"]);
  expect(put(TREE, message("f", "e"))).toHaveLength(6);
});
