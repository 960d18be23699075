// What a message may contain: nothing that affects the page without the reader's action.

const SAFE_PROTOCOLS = new Set(["http:", "https:", "mailto:"]);

/** Returns a link's URL if it is allowed, or else "". Relative URLs are not: they would navigate in the host's app. */
export function safeLink(href: string): string {
  const url = parse(href);
  return url && SAFE_PROTOCOLS.has(url.protocol) ? url.href : "";
}

/** Returns an image's URL if it may be loaded on request. */
export function safeImage(src: string): URL | undefined {
  const url = parse(src);
  return url && (url.protocol === "http:" || url.protocol === "https:") && url.hostname ? url : undefined;
}

function parse(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

const MAX_NESTING = 24;

/**
 * Returns whether a text is nested so deeply that parsing or rendering it as Markdown would block the page. The answer
 * for several paragraphs is that for any of them, so that a growing text can be checked piece by piece.
 */
export function isExcessive(text: string): boolean {
  for (const line of text.split("\n")) {
    const marks = /^(?:[ \t]*(?:>|[-+*]|\d{1,9}[.)])(?=[ \t>]|$))+/.exec(line)?.[0] ?? "";
    if (marks.replace(/[^>\-+*.)]/g, "").length > MAX_NESTING) return true;
    // Indentation also nests lists.
    if (/^[ \t]{200,}/.test(line)) return true;
  }
  // Many brackets or emphasis marks open at the same time.
  return /(?:\[(?!\n\s*\n)[^[\]]{0,3}){100}|(?:[*_~]{1,2}[^*_~\s]{1,3}(?=[*_~])){200}/.test(text);
}
