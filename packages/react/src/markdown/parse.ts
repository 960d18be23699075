// Parses pieces of a message as if they were still in it.
import type { Definition, FootnoteDefinition, Nodes, RootContent } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import type { Extension, TokenizeContext } from "micromark-util-types";
import { SYNTAX, TREE } from "./syntax.js";

/** What the whole message defines for links and footnotes. A definition may come after what refers to it. */
export interface Definitions {
  links: Map<string, Definition>;
  footnotes: Map<string, FootnoteDefinition>;
}

/** A block of a message, such as a paragraph. */
export interface Block {
  node: RootContent;
  /** Whether it refers to definitions of links. */
  hasReferences: boolean;
  /** The footnotes that it refers to, in order. */
  footnotes: readonly string[];
  definitions: readonly (Definition | FootnoteDefinition)[];
}

/** Parses a text into blocks. Their positions are relative to the text. */
export function parse(text: string, known: Definitions): Block[] {
  const extensions = known.links.size + known.footnotes.size > 0 ? [...SYNTAX, knowing(known)] : SYNTAX;
  // The parser drops a byte order mark at the beginning. One that is in the text stays.
  return fromMarkdown(`\ufeff${text}`, { extensions, mdastExtensions: TREE }).children.map(toBlock);
}

/** Makes the parser recognize references to what other parts of the message define. */
function knowing({ links, footnotes }: Definitions): Extension {
  const isPrepared = new WeakSet<object>();
  return {
    document: {
      // Runs before anything that could be a reference, and never matches.
      null: {
        tokenize(this: TokenizeContext, _effects, _ok, nok) {
          const parser = this.parser as typeof this.parser & { gfmFootnotes?: string[] };
          if (!isPrepared.has(parser)) {
            isPrepared.add(parser);
            parser.defined.push(...links.keys());
            parser.gfmFootnotes ??= [];
            parser.gfmFootnotes.push(...footnotes.keys());
          }
          return nok;
        },
      },
    },
  };
}

/** Collects what a block has to do with other parts of its message. */
export function toBlock(node: RootContent): Block {
  const block = { node, hasReferences: false, footnotes: [] as string[], definitions: [] as Block["definitions"][0][] };
  const visit = (each: Nodes, isInFootnote: boolean) => {
    if (each.type === "definition" || each.type === "footnoteDefinition") block.definitions.push(each);
    if (each.type === "linkReference" || each.type === "imageReference") block.hasReferences = true;
    // A footnote is shown at the end, and so are those that it refers to.
    if (each.type === "footnoteReference" && !isInFootnote) block.footnotes.push(each.identifier.toUpperCase());
    if (!("children" in each)) return;
    for (const child of each.children) visit(child, isInFootnote || each.type === "footnoteDefinition");
  };
  visit(node, false);
  return block;
}
