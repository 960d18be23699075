import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { StreamLanguage, type StringStream } from "@codemirror/language";
import { openBlock } from "./blocks";

interface State {
  /** What the stream is in; a long comment ends with `--}}`. */
  in: "text" | "tag" | "comment" | "long comment";
  /** At the start of a tag. */
  first: boolean;
}

const BLOCKS = ["if", "unless", "with"];
const HELPERS = ["lookup", "len", "eq", "ne", "gt", "gte", "lt", "lte", "and", "or", "not"];

/** The Handlebars subset that the server renders, embedded in plain text. */
export const handlebars = StreamLanguage.define<State>({
  name: "handlebars",
  startState: () => ({ in: "text", first: false }),
  copyState: (state) => ({ ...state }),
  token(stream, state) {
    if (state.in === "text") return text(stream, state);
    if (state.in === "tag") return tag(stream, state);
    const end = state.in === "comment" ? "}}" : "--}}";
    if (stream.skipTo(end)) {
      stream.match(end);
      state.in = "text";
    } else stream.skipToEnd();
    return "comment";
  },
  languageData: { closeBrackets: { brackets: ["{"] } },
});

function text(stream: StringStream, state: State): string | null {
  if (stream.match(/^\{\{~?!--/)) state.in = "long comment";
  else if (stream.match(/^\{\{~?!/)) state.in = "comment";
  if (state.in !== "text") return "comment";
  if (stream.match(/^\{\{\{?~?\s*/)) {
    state.in = "tag";
    state.first = true;
    return "brace";
  }
  stream.next();
  if (!stream.skipTo("{{")) stream.skipToEnd();
  return null;
}

function tag(stream: StringStream, state: State): string | null {
  if (stream.eatSpace()) return null;
  if (stream.match(/^~?\}\}\}?/)) {
    state.in = "text";
    return "brace";
  }
  const { first } = state;
  state.first = false;
  if (first && stream.match(/^[#/^]\s*[\w-]*/)) return "keyword";
  if (stream.match(/^(else|as)\b/)) return "keyword";
  if (stream.match(/^"(\\.|[^"\\])*"?/) || stream.match(/^'(\\.|[^'\\])*'?/)) return "string";
  if (stream.match(/^-?\d+(\.\d+)?\b/)) return "number";
  if (stream.match(/^(true|false|null|undefined)\b/)) return "atom";
  const name = stream.match(/^[@\w][\w.@/-]*/) as RegExpMatchArray | null;
  if (name) return HELPERS.includes(name[0]) || BLOCKS.includes(name[0]) ? "keyword" : "variableName";
  stream.next();
  return "punctuation";
}

const FIELDS: [name: string, meaning: string][] = [
  ["user.first_name", "first name"],
  ["user.last_name", "last name"],
  ["user.external_id", "ID in your system"],
  ["user.id", "ID in Proficient"],
  ["agent.display_name", "name shown to users"],
  ["agent.display_description", "description shown to users"],
  ["agent.name", "internal name"],
  ["agent.description", "internal description"],
  ["agent.id", "agent ID"],
];

const HELP: Record<string, string> = {
  lookup: "lookup user “first_name”",
  len: "length of a text",
  eq: "equal",
  ne: "not equal",
  gt: "greater than",
  gte: "greater than or equal",
  lt: "less than",
  lte: "less than or equal",
  and: "both",
  or: "either",
  not: "negation",
};

const BLOCK_HELP: Record<string, string> = { if: "if set", unless: "if not set", with: "with the fields of" };

// Higher boosts come first.
const fields: Completion[] = FIELDS.map(([label, detail], at) => ({ label, detail, type: "variable", boost: 10 - at }));
const helpers: Completion[] = HELPERS.map((label) => ({
  label,
  detail: HELP[label] ?? "",
  type: "function",
  boost: -1,
}));
const blocks: Completion[] = BLOCKS.map((name) => ({
  label: `#${name}`,
  detail: BLOCK_HELP[name] ?? "",
  type: "keyword",
  boost: -2,
}));

/** Completes tags at the cursor. */
export function complete(context: CompletionContext): CompletionResult | null {
  const before = context.state.sliceDoc(0, context.pos);
  const open = before.lastIndexOf("{{");
  if (open < 0 || before.indexOf("}}", open) >= 0) return null;
  const body = before.slice(open + 2);
  if (/^[{~\s]*!/.test(body)) return null;
  const word = /[#/@\w.]*$/.exec(body)?.[0] ?? "";
  if (!word && !context.explicit && !/^[{~]*$/.test(body)) return null;
  const isFirst = /^[{~\s]*$/.test(body.slice(0, body.length - word.length));
  const block = isFirst ? openBlock(before.slice(0, open)) : null;
  const ends: Completion[] = block
    ? [
        { label: `/${block}`, detail: "close block", type: "keyword", boost: 1 },
        { label: "else", detail: "otherwise", type: "keyword" },
      ]
    : [];
  return {
    from: context.pos - word.length,
    options: [...fields, ...helpers, ...(isFirst ? [...blocks, ...ends] : [])],
    validFor: /^[#/@\w.]*$/,
  };
}
