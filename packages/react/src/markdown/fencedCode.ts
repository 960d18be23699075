// Recognizes a fenced code block by its lines alone, since parsing a long one with each of its pieces would take long.
import { type Block, type Definitions, parse } from "./parse.js";

/** A code block at the beginning of a text. */
export interface FencedCode {
  block: Block;
  /** Where it ends, or undefined if it may still go on. */
  end: number | undefined;
}

const NOTHING: Definitions = { links: new Map(), footnotes: new Map() };

/** Reads the code block that a text begins with, if it does. */
export function readFencedCode(text: string): FencedCode | undefined {
  const [opening, fence = "", info = "", lineEnding = ""] = /^(`{3,}|~{3,})([^\r\n]*)(\r\n?|\n)/.exec(text) ?? [];
  if (!opening || (fence.startsWith("`") && info.includes("`"))) return undefined;
  const [block] = parse(opening, NOTHING);
  if (block?.node.type !== "code") return undefined;
  // It begins with the end of the opening line, because code may be empty.
  const rest = text.slice(opening.length - lineEnding.length);
  const closing = new RegExp(`(\\r\\n?|\\n) {0,3}\\${fence[0]}{${fence.length},}[ \\t]*(\\r\\n?|\\n|$)`).exec(rest);
  const code = closing ? rest.slice(0, closing.index + (closing[1]?.length ?? 0)) : rest;
  block.node.value = code.replace(/^(\r?\n|\r)|(\r?\n|\r)$/g, "").replaceAll("\0", "\ufffd");
  // The last line may not be complete yet.
  const isClosed = closing?.[2] !== undefined && closing[2] !== "";
  return { block, end: isClosed ? opening.length - lineEnding.length + closing.index + closing[0].length : undefined };
}
