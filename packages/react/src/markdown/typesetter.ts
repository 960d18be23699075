/// <reference path="./katexFiles.d.ts" />
// Typesets formulas. Loaded when there is one.

import STYLES from "katex-files:styles";
import katex, { type KatexOptions } from "katex";
import { once } from "./once.js";

/** The styles of formulas, for the document or shadow root that they are in. */
export { STYLES };

const OPTIONS: KatexOptions = {
  throwOnError: true,
  // No links, images, classes or attributes.
  trust: false,
  strict: "ignore",
  maxExpand: 300,
  maxSize: 20,
};
const MAX_LENGTH = 2_000;

/** Definitions could multiply a formula's size, and large negative lengths would cover what is around it. */
const REFUSED =
  /\\(?:[egx]?def|global|long|(?:future)?let|(?:re|provide)?(?:new)?command)(?![A-Za-z])|-\s*\d{2,}\.?\d*\s*[a-z]{2}/;

/** Typesets a formula within an element. Returns false, and leaves the element empty, if it cannot. */
export function typeset(tex: string, displayMode: boolean, element: HTMLElement): boolean {
  try {
    if (tex.length > MAX_LENGTH || REFUSED.test(tex)) throw new RangeError("refused");
    katex.render(tex, element, { ...OPTIONS, displayMode, macros: {} });
  } catch {
    element.replaceChildren();
    return false;
  }
  loadFonts(element);
  return true;
}

/** Fonts by family, weight and style, in base64. */
type Fonts = readonly { family: string; weight: string; style: string; data: string }[];

/** What is not in the usual fonts: bold, upright text, calligraphic letters and so on. */
const RARE =
  ".mathbf, .mathit, .textbf, .textit, .boldsymbol, .mathcal, .mathfrak, .textfrak, .mathboldfrak, .textboldfrak, " +
  ".mathscr, .textscr, .mathsf, .textsf, .mathboldsf, .textboldsf, .mathsfit, .mathitsf, .textitsf, .mathtt, .texttt, .mainrm";

/** Loads the fonts that a formula needs. Until they are there, the browser shows others. */
function loadFonts(element: HTMLElement): void {
  if (typeof FontFace === "undefined") return;
  loadUsualFonts().catch(ignore);
  if (element.querySelector(RARE)) loadOtherFonts().catch(ignore);
}

const loadUsualFonts = once(async () => addFonts((await import("katex-files:usual-fonts")).default));
const loadOtherFonts = once(async () => addFonts((await import("katex-files:other-fonts")).default));

/**
 * Adds fonts to the document, because shadow roots have none of their own. They are made from data, so a content security
 * policy need not allow any.
 */
function addFonts(fonts: Fonts): void {
  for (const { family, weight, style, data } of fonts) {
    const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
    document.fonts.add(new FontFace(family, bytes, { weight, style }));
  }
}

const ignore = (): void => {};
