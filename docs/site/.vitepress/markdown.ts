// How the Markdown of the repository becomes that of the site.
import { transformerStyleToClass } from "@shikijs/transformers";
import type { MarkdownOptions } from "vitepress";
import { addressOf, REFERENCE } from "./contents.js";

/** Colours of code as classes: the server's policy forbids style attributes. */
export const colors = transformerStyleToClass({ classPrefix: "c-" });

export const markdown: MarkdownOptions = {
  theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
  codeTransformers: [colors],
  anchor: { slugify },
  config(renderer) {
    const { code_inline } = renderer.renderer.rules;
    if (!code_inline) throw new Error("docs: no rule for inline code");
    // Prompts have `{{placeholders}}`, which are not Vue's.
    renderer.renderer.rules.code_inline = (tokens, index, ...rest) => {
      tokens[index]?.attrSet("v-pre", "");
      return code_inline(tokens, index, ...rest);
    };
    renderer.core.ruler.push("links-to-pages", ({ tokens }) => {
      for (const token of tokens.flatMap(({ children }) => children ?? [])) {
        const href = token.type === "link_open" && token.attrGet("href");
        if (!href) continue;
        token.attrSet("href", page(href));
        // A document of its own, with a policy of its own: VitePress must not try to load it as one of its pages.
        if (page(href) === REFERENCE) token.attrSet("target", "_self");
      }
    });
  },
};

/** The name of a heading in links, as code hosts make it: links also work where the files are read. */
export function slugify(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replaceAll(" ", "-")
    .replace(/[^\p{L}\p{N}_-]/gu, "");
}

/** Links between files become links between pages. */
function page(link: string): string {
  if (/^(#|\/|mailto:)|:\/\//.test(link)) return link;
  const [file = "", anchor] = link.split("#");
  const address = addressOf(file);
  // VitePress reports a link that leads nowhere, and the build fails.
  return address ? address + (anchor ? `#${anchor}` : "") : link;
}
