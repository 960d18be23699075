// Links of the built pages. VitePress checks those between Markdown files; this also checks anchors, assets and navigation.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Throws if a link leads to a page, file or heading that does not exist. */
export function checkLinks(outDir: string, pages: string[]): void {
  const ids = new Map(pages.map((page) => [page, attributes(readFileSync(join(outDir, page), "utf8"), "id")]));
  const dead: string[] = [];
  for (const page of pages) {
    const html = readFileSync(join(outDir, page), "utf8");
    for (const link of [...attributes(html, "href"), ...attributes(html, "src")]) {
      const { origin, pathname, hash } = new URL(link, `http://site/docs/${page}`);
      // The dashboard and the OpenAPI document are the server's, not the site's.
      if (origin !== "http://site" || !pathname.startsWith("/docs")) continue;
      const path = pathname.replace(/^\/docs\/?/, "");
      const target = path === "" ? "index.html" : ids.has(`${path}.html`) ? `${path}.html` : path;
      const anchor = decodeURIComponent(hash.slice(1));
      const exists = existsSync(join(outDir, target)) && (anchor === "" || ids.get(target)?.has(anchor));
      if (!exists) dead.push(`${page} links to ${link}`);
    }
  }
  if (dead.length > 0) throw new Error(`dead links:\n${dead.join("\n")}`);
}

function attributes(html: string, name: string): Set<string> {
  const found = html.matchAll(new RegExp(`<[a-z][^>]*\\s${name}="([^"]*)"`, "g"));
  return new Set([...found].map(([, value = ""]) => value.replaceAll("&amp;", "&")));
}
