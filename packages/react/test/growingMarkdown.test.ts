// A text that arrives in pieces is the same in the end as the whole text.
import fc from "fast-check";
import type { Nodes, Root } from "hast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { toHast } from "mdast-util-to-hast";
import { describe, expect, it } from "vitest";
import { GrowingMarkdown } from "../src/markdown/growingMarkdown.js";
import { isExcessive } from "../src/markdown/policy.js";
import { SYNTAX, TREE } from "../src/markdown/syntax.js";
import { HANDLERS } from "../src/markdown/tree.js";

/** Returns what is left of a tree if positions do not count, and IDs, which are not rendered. */
function plain(node: Nodes): unknown {
  if (node.type === "text") return node.value;
  if (node.type !== "element" && node.type !== "root") return node.type;
  const children = node.children.map(plain);
  if (node.type === "root") return children;
  const {
    id: _,
    href,
    dataFootnoteRef: __,
    ariaDescribedBy: ___,
    dataFootnoteBackref: ____,
    ...properties
  } = node.properties;
  const isInternal = typeof href === "string" && href.startsWith("#user-content-");
  return [
    node.tagName,
    { ...properties, ...(href !== undefined && !isInternal && { href }), ...node.data },
    ...children,
  ];
}

/** Parses a text at once, with the parser alone. */
function parseWhole(text: string): unknown {
  if (isExcessive(text)) return "excessive";
  const parsed = fromMarkdown(text, { extensions: SYNTAX, mdastExtensions: TREE });
  const tree = toHast(parsed, { handlers: HANDLERS, allowDangerousHtml: true }) as Root;
  return joined(plain(tree) as unknown[]);
}

function result(growing: GrowingMarkdown): unknown {
  if (growing.isExcessive) return "excessive";
  const trees = growing
    .render()
    .flatMap(({ tree }) => (tree.children.length > 0 ? ["\n", ...tree.children.map(plain)] : []));
  return joined(trees);
}

/** Joins texts beside each other, and leaves out line endings between blocks at the beginning and end. */
function joined(nodes: unknown[]): unknown[] {
  const all: unknown[] = [];
  for (const node of nodes) {
    const last = all.at(-1);
    if (typeof node === "string" && typeof last === "string") all[all.length - 1] = last + node;
    else all.push(node);
  }
  return all
    .map((node) => (typeof node === "string" ? node.replace(/\n+/g, "\n").trim() : node))
    .filter((node) => node !== "");
}

/** Parses a text in pieces that end at the given shares of it. */
function parsePieces(text: string, cuts: readonly number[], budget = Number.POSITIVE_INFINITY): unknown {
  const growing = new GrowingMarkdown();
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    growing.update(text.slice(0, Math.floor(cut * text.length)), { isGrowing: true, budget });
    growing.render();
  }
  while (!growing.update(text, { isGrowing: false, budget })) growing.render();
  return result(growing);
}

const PARTS = [
  "a",
  "word ",
  "**bold** ",
  "*",
  "_",
  "`",
  "``",
  "```",
  "~~~",
  "```js\n",
  "\n```\n",
  "\n~~~\n",
  "\n",
  "\n\n",
  "\r\n",
  "\r",
  "  ",
  "    ",
  "\t",
  "- ",
  "\n- ",
  "\n- [ ] ",
  "\n- [x] done",
  "* ",
  "\n1. ",
  "\n2. ",
  "2) ",
  "\n> ",
  ">",
  "# ",
  "\n## ",
  "\n---\n",
  "\n===\n",
  "===",
  "--",
  "| a | b |\n",
  "|---|---|\n",
  "|",
  "[a]",
  "[a][b]",
  "\n[a]: http://x.example\n",
  "\n\n[b]: <y> 'title'\n",
  "[b]: ",
  "'title'",
  "[^1]",
  "\n\n[^1]: note",
  "\n[^2]: see [a] and [^1]\n",
  "[^2]",
  "![a]",
  "<b>",
  "</b>",
  "<!--",
  "-->",
  "<script>",
  "</script>",
  "<div>\n",
  "\n</div>",
  "$$",
  "\n$$\n",
  "\\[",
  "\\]",
  "\n\\[\n",
  "\n\\]\n",
  "\\(x\\)",
  "$x$",
  "$5 ",
  "x^2",
  "\\",
  "&amp;",
  "\0",
  "\ufeff",
  "😀",
  "中文：",
  "www.a.example ",
  "http://b.example",
  "~~no~~",
  "\n    code\n",
  "\n\n\n",
  "[ ]",
  "]",
  "[",
  "(",
  ")",
  ":",
];
const texts = fc.array(fc.constantFrom(...PARTS), { maxLength: 60 }).map((parts) => parts.join(""));
const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 });

describe("a text in pieces", () => {
  it("gives what the whole text gives, whatever the text and the pieces are", () => {
    fc.assert(
      fc.property(texts, cuts, (text, cuts) => {
        expect(parsePieces(text, cuts)).toEqual(parseWhole(text));
      }),
      { numRuns: Number(process.env.RUNS ?? 1_500) },
    );
  });

  it("does so character by character, and when time is short", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const characters = Array.from({ length: text.length }, (_, index) => index / text.length);
        expect(parsePieces(text, characters, 0)).toEqual(parseWhole(text));
      }),
      { numRuns: Number(process.env.RUNS ?? 200) },
    );
  });
});
