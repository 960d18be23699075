import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { StreamLanguage, type StringStream } from "@codemirror/language";
import { openBlock } from "./blocks";

interface State {
  /** Where the stream is: in the text, in a tag, or in a comment and what ends that. */
  in: "text" | "tag" | "comment" | "long comment";
  /** Nothing of the tag but its mark was read. */
  first: boolean;
}

const BLOCKS = ["if", "unless", "with"];
const HELPERS = ["lookup", "len", "eq", "ne", "gt", "gte", "lt", "lte", "and", "or", "not"];

/** Handlebars in a text of any kind, as far as the server renders it. */
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
  ["user.first_name", "as the user or your app set it"],
  ["user.last_name", "likewise"],
  ["user.external_id", "your own ID of the user"],
  ["user.id", "the ID of the user here"],
  ["agent.display_name", "what users call the agent"],
  ["agent.display_description", "what users read about it"],
  ["agent.name", "what you call the agent"],
  ["agent.description", "what you write about it"],
  ["agent.id", "the ID of the agent"],
];

const HELP: Record<string, string> = {
  lookup: "lookup user “first_name”",
  len: "how long a text is",
  eq: "whether two are the same",
  ne: "whether two differ",
  gt: "greater",
  gte: "greater or the same",
  lt: "less",
  lte: "less or the same",
  and: "both",
  or: "one of both",
  not: "the opposite",
};

const BLOCK_HELP: Record<string, string> = { if: "if it has a value", unless: "if it has none", with: "its fields" };

// In this order.
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

/** What can stand at the cursor, if that is in a tag. */
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
        { label: `/${block}`, detail: "its end", type: "keyword", boost: 1 },
        { label: "else", detail: "otherwise", type: "keyword" },
      ]
    : [];
  return {
    from: context.pos - word.length,
    options: [...fields, ...helpers, ...(isFirst ? [...blocks, ...ends] : [])],
    validFor: /^[#/@\w.]*$/,
  };
}
