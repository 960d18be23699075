// Parses a text that grows, such as a reply that is being written: with each piece, only its last block is parsed again.
// The result is the same as that of parsing the whole text at once.
import type { Root } from "hast";
import { readFencedCode } from "./fencedCode.js";
import { type Block, type Definitions, parse } from "./parse.js";
import { isExcessive } from "./policy.js";
import { footerOf, plainTree, treeOf } from "./tree.js";

/** A part of the text that later parts cannot change, except by defining what it refers to. */
interface Segment {
  source: string;
  blocks: Block[];
  /** The version of the definitions that it was parsed with. */
  version: number;
}

/** A block to render. Its tree is another object only if the block has changed. */
export interface RenderedBlock {
  /** Stays the same while the block grows. */
  key: string;
  tree: Root;
  /** Whether the text that comes next may change it. */
  isOpen: boolean;
}

export interface UpdateOptions {
  /** Whether more text is expected. Definitions in the last block then do not count yet. */
  isGrowing: boolean;
  /** For about how many milliseconds to parse at most. */
  budget?: number;
}

/** How many characters are parsed at a time. A block that is longer is parsed as a whole. */
const WINDOW = 1_000;
/** A block that is longer than this is parsed again only when it has grown by a quarter, or is complete. */
const LONG = 4_000;

/** A text that grows, and its blocks so far. */
export class GrowingMarkdown {
  /** Whether the text is nested too deeply to be parsed. */
  isExcessive = false;
  #text = "";
  #segments: Segment[] = [];
  /** Where the part begins that is in no segment yet. */
  #start = 0;
  /** The blocks of that part, and how many of its characters they are. */
  #open: Block[] = [];
  #openLength = 0;
  #isGrowing = true;
  /** What finished parts define, and with what the last part defines. */
  #finished: Definitions = NOTHING;
  #definitions: Definitions = NOTHING;
  #version = 0;
  #trees = new WeakMap<Block, { tree: Root; key: string }>();
  #footer: { tree: Root | undefined; references: string; version: number } | undefined;

  /** Sets the text and parses what is new. Returns whether it is done; if not, it is to be called again. */
  update(text: string, { isGrowing, budget = Number.POSITIVE_INFINITY }: UpdateOptions): boolean {
    if (!text.startsWith(this.#text)) this.#reset();
    this.#text = text;
    this.isExcessive = isExcessive(text.slice(this.#start));
    if (this.isExcessive) return true;
    if (isGrowing !== this.#isGrowing) {
      this.#isGrowing = isGrowing;
      this.#define();
    }
    const end = performance.now() + budget;
    while (this.#parseMore() || this.#parseAgain()) if (performance.now() >= end) return false;
    return true;
  }

  /** Returns the blocks in order. Those that only define something have an empty tree. */
  render(): RenderedBlock[] {
    const blocks = this.#blocks();
    const references = blocks.flatMap(({ footnotes }) => footnotes);
    const numbers = new Map([...new Set(references)].map((identifier, index) => [identifier, index + 1]));
    const finished = blocks.length - this.#open.length;
    const rendered = blocks.map((block, index) => ({
      key: String(index),
      tree: this.#treeOf(block, numbers),
      isOpen: this.#isGrowing && index >= finished,
    }));
    const unparsed = this.#text.slice(this.#start + this.#openLength);
    if (unparsed && this.#openLength > LONG) {
      rendered.push({ key: "unparsed", tree: plainTree(unparsed), isOpen: true });
    }
    const footer = this.#footerOf(references);
    if (footer) rendered.push({ key: "footnotes", tree: footer, isOpen: false });
    return rendered;
  }

  #reset(): void {
    this.#segments = [];
    this.#start = 0;
    this.#open = [];
    this.#openLength = 0;
    this.#define();
  }

  #blocks(): Block[] {
    return [...this.#segments.flatMap(({ blocks }) => blocks), ...this.#open];
  }

  /** Parses what comes next. Returns whether it did anything. */
  #parseMore(): boolean {
    // A byte order mark at the very beginning is no text.
    if (this.#start === 0 && this.#text.startsWith("\ufeff")) this.#start = 1;
    const rest = this.#text.slice(this.#start);
    if (rest.length === this.#openLength) return false;
    const code = readFencedCode(rest);
    if (code) {
      if (code.end === undefined) this.#setOpen([code.block], rest.length);
      else this.#finish([code.block], code.end + blankLines(rest.slice(code.end)), [], 0);
      return true;
    }
    if (this.#isGrowing && this.#openLength > LONG && rest.length < this.#openLength * 1.25) return false;
    // Twice as much as before, if that was not enough to finish a block.
    const length = Math.min(rest.length, Math.max(WINDOW, this.#openLength * 2));
    const source = rest.slice(0, length);
    const blocks = parse(source, this.#finished);
    const next = lastBoundary(source, blocks);
    if (next === 0) {
      this.#setOpen(blocks, length);
      return true;
    }
    const end = lineStart(source, startOf(blocks[next]));
    this.#finish(blocks.slice(0, next), end, blocks.slice(next), length - end);
    return true;
  }

  /** Parses one finished part again if something that it may refer to was defined later. Returns whether it did. */
  #parseAgain(): boolean {
    const index = this.#segments.findIndex(({ source, version }) => version !== this.#version && source.includes("["));
    const segment = this.#segments[index];
    if (!segment) return false;
    const parsed = parse(segment.source, this.#definitions);
    const blocks = segment.blocks.map((block, position) => {
      const again = parsed[position];
      const isSame = !again || ![block, again].some(refersToSomething);
      return isSame ? block : again;
    });
    this.#segments[index] = { ...segment, blocks, version: this.#version };
    if (blocks.some(definesSomething)) this.#collect();
    return true;
  }

  #setOpen(blocks: Block[], length: number): void {
    const defines = !this.#isGrowing && [...this.#open, ...blocks].some(definesSomething);
    this.#open = blocks;
    this.#openLength = length;
    if (defines) this.#define();
  }

  #finish(blocks: Block[], length: number, open: Block[], openLength: number): void {
    const source = this.#text.slice(this.#start, this.#start + length);
    this.#segments.push({ source, blocks, version: this.#version });
    this.#start += length;
    this.#setOpen(open, openLength);
    if (blocks.some(definesSomething)) this.#define();
  }

  /** Takes note of other definitions, with which finished parts have to be parsed again. */
  #define(): void {
    this.#version += 1;
    this.#collect();
  }

  #collect(): void {
    const finished = this.#segments.flatMap(({ blocks }) => blocks);
    this.#finished = collect(finished);
    this.#definitions = this.#isGrowing ? this.#finished : collect([...finished, ...this.#open]);
  }

  #treeOf(block: Block, numbers: ReadonlyMap<string, number>): Root {
    const isIndependent = !refersToSomething(block);
    const key = isIndependent ? "" : [this.#version, ...block.footnotes.map((each) => numbers.get(each))].join();
    const known = this.#trees.get(block);
    if (known?.key === key) return known.tree;
    const tree = treeOf(block, this.#definitions, numbers);
    this.#trees.set(block, { tree, key });
    return tree;
  }

  #footerOf(references: readonly string[]): Root | undefined {
    if (references.length === 0) return undefined;
    const [version, key] = [this.#version, references.join("\n")];
    if (this.#footer?.version !== version || this.#footer.references !== key) {
      this.#footer = { tree: footerOf(references, this.#definitions), references: key, version };
    }
    return this.#footer.tree;
  }
}

const NOTHING: Definitions = { links: new Map(), footnotes: new Map() };

const refersToSomething = (block: Block): boolean => block.hasReferences || block.footnotes.length > 0;
const definesSomething = (block: Block): boolean => block.definitions.length > 0;

/** Returns what blocks define. The first definition counts. */
function collect(blocks: readonly Block[]): Definitions {
  const definitions: Definitions = { links: new Map(), footnotes: new Map() };
  for (const node of blocks.flatMap(({ definitions }) => definitions)) {
    const key = node.identifier.toUpperCase();
    if (node.type === "definition" && !definitions.links.has(key)) definitions.links.set(key, node);
    if (node.type === "footnoteDefinition" && !definitions.footnotes.has(key)) definitions.footnotes.set(key, node);
  }
  return definitions;
}

const startOf = (block: Block | undefined): number => block?.node.position?.start.offset ?? 0;
const endOf = (block: Block | undefined): number => block?.node.position?.end.offset ?? 0;

const lineStart = (text: string, offset: number): number =>
  Math.max(text.lastIndexOf("\n", offset - 1), text.lastIndexOf("\r", offset - 1)) + 1;

/** Returns the length of the blank lines that a text begins with. */
const blankLines = (text: string): number => /^(?:[ \t]*(?:\r\n?|\n))*/.exec(text)?.[0].length ?? 0;

/** Returns the last block with which a part may begin, or 0. */
function lastBoundary(text: string, blocks: readonly Block[]): number {
  let index = blocks.length - 1;
  while (index > 0 && !isBoundary(text, blocks, index)) index -= 1;
  return Math.max(0, index);
}

/**
 * Returns whether no text that comes later can change the blocks before this one: there is a blank line between them, or
 * this one would interrupt any other, and its first line, which might continue the last of them, is complete.
 */
function isBoundary(text: string, blocks: readonly Block[], index: number): boolean {
  const start = startOf(blocks[index]);
  const line = text.slice(lineStart(text, start));
  if (!/[\r\n]/.test(line)) return false;
  // The parser takes an empty list item after indented code for text, even after a blank line.
  const before = blocks[index - 1]?.node;
  if (before?.type === "code" && /^[ \t]/.test(text.slice(lineStart(text, endOf(blocks[index - 1]))))) return false;
  const isSeparate = /(?:\r\n|\n|\r(?!\n))[ \t]*[\r\n]/.test(text.slice(endOf(blocks[index - 1]), start));
  return isSeparate || /^(?:`{3}|~{3}|#{1,6}[ \t])/.test(line);
}
