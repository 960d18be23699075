// The Markdown of messages: GitHub's, without two problems of the usual plugin, remark-gfm: its look-behind expressions,
// which link more URLs, are a syntax error for the whole page before Safari 16.4, and it takes a single tilde, as in
// "2~4", for strikethrough. Here, emphasis also works beside Chinese, Japanese and Korean punctuation, and there are
// formulas.
import type { CompileContext, Extension as FromMarkdownExtension, Token } from "mdast-util-from-markdown";
import { gfmFootnoteFromMarkdown } from "mdast-util-gfm-footnote";
import { gfmStrikethroughFromMarkdown } from "mdast-util-gfm-strikethrough";
import { gfmTableFromMarkdown } from "mdast-util-gfm-table";
import { gfmTaskListItemFromMarkdown } from "mdast-util-gfm-task-list-item";
import { cjkFriendlyExtension } from "micromark-extension-cjk-friendly";
import { gfm } from "micromark-extension-gfm";
import type { Extension } from "micromark-util-types";
import { formulaFromMarkdown, formulaSyntax } from "./formulaSyntax.js";

/** Turns the URLs and addresses that the syntax recognizes in a text into links. */
const LINKS: FromMarkdownExtension = {
  enter: {
    literalAutolink(token) {
      this.enter({ type: "link", title: null, url: "", children: [] }, token);
    },
    literalAutolinkEmail: enterText,
    literalAutolinkHttp: enterText,
    literalAutolinkWww: enterText,
  },
  exit: {
    literalAutolink(token) {
      this.exit(token);
    },
    literalAutolinkEmail(token) {
      this.config.exit.autolinkEmail?.call(this, token);
    },
    literalAutolinkHttp(token) {
      this.config.exit.autolinkProtocol?.call(this, token);
    },
    literalAutolinkWww(token) {
      this.config.exit.data?.call(this, token);
      const node = this.stack.at(-1);
      if (node?.type === "link") node.url = `http://${this.sliceSerialize(token)}`;
    },
  },
};

function enterText(this: CompileContext, token: Token): void {
  this.config.enter.autolinkProtocol?.call(this, token);
}

/** What the parser recognizes. */
export const SYNTAX: Extension[] = [gfm({ singleTilde: false }), cjkFriendlyExtension(), formulaSyntax];

/** What the tree is built with. */
export const TREE: FromMarkdownExtension[] = [
  gfmFootnoteFromMarkdown(),
  gfmStrikethroughFromMarkdown(),
  gfmTableFromMarkdown(),
  gfmTaskListItemFromMarkdown(),
  LINKS,
  formulaFromMarkdown,
];
