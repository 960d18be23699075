// Formulas: \( … \) and $ … $ in a line, \[ … \] and $$ … $$ displayed. Models write all four.
import type { Node } from "mdast";
import type { Extension as FromMarkdownExtension } from "mdast-util-from-markdown";
import type { Code, Construct, Effects, Extension, State, TokenizeContext } from "micromark-util-types";

/** A formula in the tree of a message. */
export interface FormulaNode extends Node {
  type: "formula";
  /** The formula with its delimiters. */
  source: string;
  /** The formula without them, or undefined if it has no end (yet). */
  tex: string | undefined;
  isDisplayed: boolean;
  /** Whether it is a block of its own rather than part of a paragraph. */
  isBlock: boolean;
  /** Text that follows a displayed formula in its last line, such as a comma. */
  trailing: string;
}

declare module "micromark-util-types" {
  interface TokenTypeMap {
    formula: "formula";
    formulaData: "formulaData";
    formulaTrailing: "formulaTrailing";
  }
}

declare module "mdast" {
  interface RootContentMap {
    formula: FormulaNode;
  }
  interface PhrasingContentMap {
    formula: FormulaNode;
  }
}

const DOLLAR = 36;
const BACKSLASH = 92;
/** The character that closes a formula after `\`, by the one that opens it. */
const CLOSING = new Map<Code, number>([
  [40, 41], // ( )
  [91, 93], // [ ]
]);

const isEol = (code: Code): boolean => code !== null && code < -2;
const isSpace = (code: Code): boolean => code === -2 || code === -1 || code === 32;
const isWordCharacter = (code: Code): boolean =>
  code !== null && code > 0 && /[\p{L}\p{N}]/u.test(String.fromCodePoint(code));

/** Delimiters that have no end in the rest of a paragraph or line, so that it is searched only once. */
const unclosed = new WeakMap<TokenizeContext, Set<string>>();

/** A formula within a paragraph. */
const inText: Construct = {
  name: "formula",
  tokenize(effects, ok, nok) {
    const context = this;
    const start = context.now();
    let delimiter = "";
    let closing: Code = DOLLAR;
    let previous: Code = null;
    let size = 0;

    return open;

    function open(code: Code): State | undefined {
      effects.enter("formula");
      effects.enter("formulaData");
      effects.consume(code);
      return code === DOLLAR ? afterDollar : afterBackslash;
    }
    function afterBackslash(code: Code): State | undefined {
      const found = CLOSING.get(code);
      if (found === undefined) return nok(code);
      closing = found;
      effects.consume(code);
      return begin(`\\${found}`);
    }
    function afterDollar(code: Code): State | undefined {
      if (code === DOLLAR) {
        effects.consume(code);
        return begin("$$");
      }
      // A price or a variable of a shell.
      if (code === null || isEol(code) || isSpace(code)) return nok(code);
      return begin(`$ in line ${start.line}`)?.(code) as State;
    }
    function begin(which: string): State {
      delimiter = which;
      const isKnown = unclosed.get(context)?.has(delimiter);
      return isKnown ? nok : content;
    }
    function fail(code: Code): State | undefined {
      const known = unclosed.get(context) ?? new Set();
      unclosed.set(context, known.add(delimiter));
      return nok(code);
    }
    function content(code: Code): State | undefined {
      if (code === null) return fail(code);
      if (isEol(code)) {
        if (isSingleDollar()) return fail(code);
        effects.exit("formulaData");
        effects.enter("lineEnding");
        effects.consume(code);
        effects.exit("lineEnding");
        effects.enter("formulaData");
        previous = code;
        return content;
      }
      if (code === BACKSLASH) {
        effects.consume(code);
        return escaped;
      }
      if (code === DOLLAR && closing === DOLLAR) {
        effects.consume(code);
        return delimiter === "$$" ? secondDollar : isSpace(previous) ? next(code) : closed;
      }
      effects.consume(code);
      return next(code);
    }
    function next(code: Code): State {
      previous = code;
      size += 1;
      return content;
    }
    function escaped(code: Code): State | undefined {
      if (code === null || isEol(code)) return content(code);
      effects.consume(code);
      return code === closing && closing !== DOLLAR ? closed : next(code);
    }
    function secondDollar(code: Code): State | undefined {
      if (code !== DOLLAR) return content(code);
      effects.consume(code);
      return closed;
    }
    function closed(code: Code): State | undefined {
      if (isSingleDollar() && (isWordCharacter(code) || code === DOLLAR)) return next(code)(code);
      if (size === 0) return nok(code);
      effects.exit("formulaData");
      const token = effects.exit("formula");
      if (isSingleDollar() && isMoney(context.sliceSerialize(token))) return nok(code);
      return ok(code);
    }
    function isSingleDollar(): boolean {
      return delimiter !== "$$" && closing === DOLLAR;
    }
  },
};

/** Returns whether a text between dollar signs begins with a number and continues with words, as in "$5 or 6$". */
const isMoney = (source: string): boolean => /^\$[\d.,]+\s/.test(source) && !/[\\^_={}+*/<>|-]/.test(source);

const afterWord: Construct["previous"] = (code) => code !== DOLLAR && !isWordCharacter(code);

/** A displayed formula that begins a line. It ends where its paragraph would, at the latest. */
const inFlow: Construct = {
  name: "formula",
  // List markers and the like within a formula are part of it.
  concrete: true,
  tokenize(effects, ok, nok) {
    const context = this;
    let closing: Code = DOLLAR;
    let isFirstLine = true;
    let size = 0;

    return open;

    function open(code: Code): State | undefined {
      effects.enter("formula");
      effects.enter("formulaData");
      effects.consume(code);
      return code === DOLLAR ? afterDollar : afterBackslash;
    }
    function afterBackslash(code: Code): State | undefined {
      if (code !== 91) return nok(code);
      closing = 93;
      effects.consume(code);
      return content;
    }
    function afterDollar(code: Code): State | undefined {
      if (code !== DOLLAR) return nok(code);
      effects.consume(code);
      return content;
    }
    function content(code: Code): State | undefined {
      if (code === null || isEol(code)) {
        effects.exit("formulaData");
        return atBreak(code);
      }
      if (code === BACKSLASH) {
        effects.consume(code);
        return escaped;
      }
      effects.consume(code);
      if (code === DOLLAR && closing === DOLLAR) return secondDollar;
      size += 1;
      return content;
    }
    function escaped(code: Code): State | undefined {
      if (code === null || isEol(code)) return content(code);
      effects.consume(code);
      if (code === closing && closing !== DOLLAR) return closed;
      size += 1;
      return content;
    }
    function secondDollar(code: Code): State | undefined {
      if (code !== DOLLAR) return content(code);
      effects.consume(code);
      return closed;
    }
    function closed(code: Code): State | undefined {
      if (size === 0) return nok(code);
      effects.exit("formulaData");
      return afterClosed(code);
    }
    function afterClosed(code: Code): State | undefined {
      if (code === null || isEol(code)) {
        effects.exit("formula");
        return ok(code);
      }
      effects.enter("formulaTrailing");
      return trailing(code);
    }
    function trailing(code: Code): State | undefined {
      if (code === null || isEol(code)) {
        effects.exit("formulaTrailing");
        return afterClosed(code);
      }
      // A paragraph that begins with a formula.
      if (isFirstLine && !isSpace(code)) return nok(code);
      effects.consume(code);
      return trailing;
    }
    function atBreak(code: Code): State | undefined {
      if (context.interrupt) {
        effects.exit("formula");
        return ok(code);
      }
      return effects.check(nextLine, newLine, end)(code);
    }
    function newLine(code: Code): State | undefined {
      isFirstLine = false;
      effects.enter("lineEnding");
      effects.consume(code);
      effects.exit("lineEnding");
      effects.enter("formulaData");
      return content;
    }
    function end(code: Code): State | undefined {
      effects.exit("formula");
      return ok(code);
    }
  },
};

/** Another line of the same block that is not blank. */
const nextLine: Construct = {
  partial: true,
  tokenize(this: TokenizeContext, effects: Effects, ok: State, nok: State): State {
    const context = this;
    return (code) => {
      if (code === null) return nok(code);
      effects.enter("lineEnding");
      effects.consume(code);
      effects.exit("lineEnding");
      return lineStart;
    };
    function lineStart(code: Code): State | undefined {
      return context.parser.lazy[context.now().line] ? nok(code) : indented(code);
    }
    function indented(code: Code): State | undefined {
      if (code === null || isEol(code)) return nok(code);
      if (!isSpace(code)) return ok(code);
      effects.enter("linePrefix");
      effects.consume(code);
      effects.exit("linePrefix");
      return indented;
    }
  },
};

/** The syntax for the parser. */
export const formulaSyntax: Extension = {
  text: { [DOLLAR]: { ...inText, previous: afterWord }, [BACKSLASH]: inText },
  flow: { [DOLLAR]: inFlow, [BACKSLASH]: inFlow },
};

/** Adds formulas to the tree. */
export const formulaFromMarkdown: FromMarkdownExtension = {
  enter: {
    formula(token) {
      const isBlock = BLOCK_PARENTS.has(this.stack.at(-1)?.type ?? "");
      const source = this.sliceSerialize(token);
      this.enter({ type: "formula", source, tex: undefined, isDisplayed: false, isBlock, trailing: "" }, token);
    },
  },
  exit: {
    formulaTrailing(token) {
      const node = this.stack.at(-1);
      if (node?.type !== "formula") return;
      node.trailing = this.sliceSerialize(token).trim();
      node.source = node.source.slice(0, node.source.length - this.sliceSerialize(token).length);
    },
    formula(token) {
      const node = this.stack.at(-1);
      if (node?.type === "formula") Object.assign(node, read(node.source));
      this.exit(token);
    },
  },
};

const BLOCK_PARENTS = new Set(["root", "blockquote", "listItem", "footnoteDefinition"]);

/** Separates a formula from its delimiters. */
function read(source: string): Partial<FormulaNode> {
  const [, open = ""] = /^(\$\$?|\\[([])/.exec(source) ?? [];
  const close = { "\\(": "\\)", "\\[": "\\]" }[open] ?? open;
  const isClosed = source.endsWith(close) && source.length > open.length + close.length;
  return {
    tex: isClosed ? source.slice(open.length, -close.length).trim() : undefined,
    isDisplayed: open === "$$" || open === "\\[",
  };
}
