// What katexFiles.ts of this package makes of KaTeX's files when the package is built.
interface KatexFont {
  family: string;
  weight: string;
  style: string;
  /** In base64. */
  data: string;
}

/** The style sheet without its fonts. */
declare module "katex-files:styles" {
  const styles: string;
  export default styles;
}
/** The fonts of most formulas. */
declare module "katex-files:usual-fonts" {
  const fonts: KatexFont[];
  export default fonts;
}
/** All other fonts. */
declare module "katex-files:other-fonts" {
  const fonts: KatexFont[];
  export default fonts;
}
