// Puts KaTeX's style sheet and fonts into scripts, which every bundler and every content security policy can handle.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";

const PREFIX = "katex-files:";
const folder = dirname(createRequire(import.meta.url).resolve("katex/dist/katex.min.css"));
/** The fonts of most formulas. The others are loaded with the first formula that needs them. */
const USUAL = /^(Main-Regular|Math-Italic|AMS-Regular|Size\d-Regular)$/;

/** A plugin for Vite, Rolldown and Rollup. */
export function katexFiles() {
  return {
    name: "katex-files",
    resolveId(id: string) {
      // The resolved name is also the name of the file that it ends up in.
      return id.startsWith(PREFIX) ? `\0${id}` : undefined;
    },
    load(id: string) {
      const name = id.startsWith(`\0${PREFIX}`) ? id.slice(PREFIX.length + 1) : undefined;
      if (name === undefined) return undefined;
      const { styles, fonts } = read();
      const content = {
        styles,
        "usual-fonts": fonts.filter((font) => USUAL.test(font.name)),
        "other-fonts": fonts.filter((font) => !USUAL.test(font.name)),
      }[name];
      if (content === undefined) throw new Error(`There is no ${id}`);
      return `export default ${JSON.stringify(content)};`;
    },
  };
}

/** Reads the style sheet, and the fonts that it names. */
function read() {
  const css = readFileSync(`${folder}/katex.min.css`, "utf8");
  const faces = [...css.matchAll(/@font-face\{([^}]*)\}/g)].map(([, face = ""]) => face);
  if (faces.length < 20) throw new Error("katexFiles: the fonts are not where they were");
  const fonts = faces.map((face) => {
    const value = (property: string) => new RegExp(`${property}:"?([^;"]*)`).exec(face)?.[1] ?? "";
    const name = /KaTeX_([\w-]+)\.woff2/.exec(face)?.[1] ?? "";
    const data = readFileSync(`${folder}/fonts/KaTeX_${name}.woff2`).toString("base64");
    return { name, family: value("font-family"), weight: value("font-weight"), style: value("font-style"), data };
  });
  return { styles: css.replace(/@font-face\{[^}]*\}/g, ""), fonts };
}
