// What a message may do to the page that shows it: nothing that its reader did not ask for.

const SAFE = new Set(["http:", "https:", "mailto:"]);

/** The address if a link may lead there, else "". Relative ones may not: they would lead around in the host's app. */
export function safeLink(address: string): string {
  const url = parse(address);
  return url && SAFE.has(url.protocol) ? url.href : "";
}

/** The address of an image that may be loaded once its reader wants it. */
export function safeImage(address: string): URL | undefined {
  const url = parse(address);
  return url && (url.protocol === "http:" || url.protocol === "https:") && url.hostname ? url : undefined;
}

function parse(address: string): URL | undefined {
  try {
    return new URL(address);
  } catch {
    return undefined;
  }
}

/** Nesting that no person writes, but that costs the parser and the page much. Such a text is shown as it is. */
const DEEPEST = 24;

export function isExcessive(text: string): boolean {
  for (const line of text.split("\n")) {
    const marks = /^(?:[ \t]*(?:>|[-+*]|\d{1,9}[.)])(?=[ \t>]|$))+/.exec(line)?.[0] ?? "";
    if (marks.replace(/[^>\-+*.)]/g, "").length > DEEPEST) return true;
    // Lists can also be nested by indentation.
    if (/^[ \t]{200,}/.test(line)) return true;
  }
  // Brackets and emphasis marks that are open at once.
  return /(?:\[[^[\]]{0,3}){100}|(?:[*_~]{1,2}[^*_~\s]{1,3}(?=[*_~])){200}/.test(text);
}
