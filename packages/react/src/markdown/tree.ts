// From parsed blocks to the elements that are rendered.
import type { Element, ElementContent, Nodes, Root } from "hast";
import type { FootnoteReference, Html, ListItem, Parents, RootContent } from "mdast";
import { defaultHandlers, type Handlers, type State, toHast } from "mdast-util-to-hast";
import type { FormulaNode } from "./formulaSyntax.js";
import type { Block, Definitions } from "./parse.js";

declare module "hast" {
  interface ElementData {
    formula?: { tex: string; isDisplayed: boolean };
  }
}

const textNode = (value: string): ElementContent => ({ type: "text", value });
const element = (tagName: string, children: ElementContent[]): Element => ({
  type: "element",
  tagName,
  properties: {},
  children,
});

/** HTML is shown as text. */
const html = (_: State, node: Html): ElementContent => textNode(node.value);

function formula(_: State, { source, tex, isDisplayed, isBlock, trailing }: FormulaNode): ElementContent {
  // Without an end, it is shown as it was written.
  const content = tex === undefined ? textNode(source) : element("formula", [textNode(source)]);
  if (tex !== undefined && content.type === "element") content.data = { formula: { tex, isDisplayed } };
  if (!isBlock) return content;
  return element("p", trailing ? [content, textNode(` ${trailing}`)] : [content]);
}

const BLOCKS = /^(blockquote|h[1-6]|hr|ol|p|pre|table|ul)$/;

/** Makes the text of a task the label of its box. */
function listItem(state: State, node: ListItem, parent: Parents | undefined): Element {
  const item = defaultHandlers.listItem(state, node, parent);
  if (typeof node.checked !== "boolean") return item;
  const first = item.children.find((child) => child.type === "element");
  const line = first?.type === "element" && first.tagName === "p" ? first : item;
  const start = line.children.findIndex((child) => child.type === "element" && child.tagName === "input");
  let end = line.children.findIndex((child) => child.type === "element" && BLOCKS.test(child.tagName));
  if (end < 0) end = line.children.length;
  else if (isLineEnding(line.children[end - 1])) end -= 1;
  line.children.splice(start, end - start, element("label", line.children.slice(start, end)));
  return item;
}

const isLineEnding = (node: ElementContent | undefined) => node?.type === "text" && node.value === "\n";

/** The handlers for everything that GitHub's Markdown does not define, or that is different here. */
export const HANDLERS: Handlers = { html, formula, listItem };

/** Turns a text that is not parsed into a paragraph. */
export const plainTree = (text: string): Root => ({ type: "root", children: [element("p", [textNode(text)])] });

/** Turns a block into elements. `numbers` are those of all footnotes of the message. */
export function treeOf(block: Block, { links }: Definitions, numbers: ReadonlyMap<string, number>): Root {
  const footnoteReference = (_: State, { identifier }: FootnoteReference) =>
    element("sup", [element("a", [textNode(String(numbers.get(identifier.toUpperCase())))])]);
  const definitions = block.hasReferences ? links.values() : [];
  const root = { type: "root" as const, children: [block.node, ...definitions] };
  return rootOf(toHast(root, { handlers: { ...HANDLERS, footnoteReference }, allowDangerousHtml: true }));
}

/** Turns the footnotes of a message, in the order of their numbers, into the elements at its end. */
export function footerOf(references: readonly string[], { links, footnotes }: Definitions): Root | undefined {
  const children = references.map((identifier) => ({ type: "footnoteReference" as const, identifier }));
  const root = {
    type: "root" as const,
    children: [...footnotes.values(), ...links.values(), { type: "paragraph" as const, children }] as RootContent[],
  };
  const tree = rootOf(toHast(root, { handlers: HANDLERS, allowDangerousHtml: true }));
  const section = tree.children.at(-1);
  const isFooter = section?.type === "element" && section.tagName === "section";
  return isFooter ? { type: "root", children: [section] } : undefined;
}

const rootOf = (tree: Nodes): Root =>
  tree.type === "root" ? tree : { type: "root", children: [tree as ElementContent] };
