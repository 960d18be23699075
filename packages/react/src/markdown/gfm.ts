// GitHub's Markdown, without two problems of the usual plugin, remark-gfm: its look-behind expressions, which link more
// URLs, are a syntax error for the whole page before Safari 16.4, and it takes a single tilde, as in "2~4", for
// strikethrough. Here, emphasis also works beside Chinese, Japanese and Korean punctuation.
import { gfmFootnoteFromMarkdown } from "mdast-util-gfm-footnote";
import { gfmStrikethroughFromMarkdown } from "mdast-util-gfm-strikethrough";
import { gfmTableFromMarkdown } from "mdast-util-gfm-table";
import { gfmTaskListItemFromMarkdown } from "mdast-util-gfm-task-list-item";
import { cjkFriendlyExtension } from "micromark-extension-cjk-friendly";
import { gfm } from "micromark-extension-gfm";
import type { Options } from "react-markdown";

type Plugin = Extract<NonNullable<Options["remarkPlugins"]>[number], (...args: never[]) => unknown>;
type Extensions = Record<"micromarkExtensions" | "fromMarkdownExtensions", unknown[] | undefined>;

/** A token of the parser. */
type Token = Parameters<NonNullable<ReturnType<typeof gfmTableFromMarkdown>["enter"]>[string]>[0];
/** The tree that is being built. */
type Context = ThisParameterType<NonNullable<ReturnType<typeof gfmTableFromMarkdown>["enter"]>[string]>;

/** Adds the syntax to a parser. */
export const remarkGfm: Plugin = function () {
  const data = this.data() as Extensions;
  data.micromarkExtensions = [...(data.micromarkExtensions ?? []), gfm({ singleTilde: false }), cjkFriendlyExtension()];
  data.fromMarkdownExtensions = [
    ...(data.fromMarkdownExtensions ?? []),
    gfmFootnoteFromMarkdown(),
    gfmStrikethroughFromMarkdown(),
    gfmTableFromMarkdown(),
    gfmTaskListItemFromMarkdown(),
    LINKS,
  ];
};

/** Turns the URLs and addresses that the syntax recognizes in a text into links. */
const LINKS = {
  enter: {
    literalAutolink(this: Context, token: Token) {
      this.enter({ type: "link", title: null, url: "", children: [] }, token);
    },
    literalAutolinkEmail: enterText,
    literalAutolinkHttp: enterText,
    literalAutolinkWww: enterText,
  },
  exit: {
    literalAutolink(this: Context, token: Token) {
      this.exit(token);
    },
    literalAutolinkEmail(this: Context, token: Token) {
      this.config.exit.autolinkEmail?.call(this, token);
    },
    literalAutolinkHttp(this: Context, token: Token) {
      this.config.exit.autolinkProtocol?.call(this, token);
    },
    literalAutolinkWww(this: Context, token: Token) {
      this.config.exit.data?.call(this, token);
      const node = this.stack.at(-1);
      if (node?.type === "link") node.url = `http://${this.sliceSerialize(token)}`;
    },
  },
};

function enterText(this: Context, token: Token): void {
  this.config.enter.autolinkProtocol?.call(this, token);
}
