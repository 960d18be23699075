// What follows VitePress: the reference, pages without inline scripts and styles, a check of all links, and compressed files.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import type { SiteConfig } from "vitepress";
import { address, docs, files } from "./contents.js";
import { checkLinks } from "./links.js";
import { colors } from "./markdown.js";

const site = new URL("../", import.meta.url);
/** What the server embeds. */
const packed = fileURLToPath(new URL("dist/packed/", site));

export async function finish({ outDir }: SiteConfig): Promise<void> {
  const pages = readdirSync(outDir).filter((name) => name.endsWith(".html"));
  await build({ configFile: fileURLToPath(new URL("reference/vite.config.ts", site)), logLevel: "error" });
  copyFileSync(new URL("../dashboard/src/icon.svg", docs), join(outDir, "icon.svg"));
  const style = `<link rel="stylesheet" href="${asset(outDir, "code", "css", colors.getCSS())}">`;
  for (const page of pages) {
    const file = join(outDir, page);
    const html = withoutInline(readFileSync(file, "utf8"), outDir);
    writeFileSync(file, html.replace("</head>", `${style}</head>`));
  }
  for (const file of files) writeFileSync(join(outDir, `${nameOf(file)}.md`), source(file));
  rmSync(join(outDir, "hashmap.json"));
  checkLinks(outDir, [...pages, "reference.html"]);
  pack(outDir);
}

/**
 * Moves inline scripts into files and removes style attributes: the server's policy forbids both. The script of the page
 * sets these styles again as far as they matter (theme/style.css has the rest).
 */
function withoutInline(html: string, outDir: string): string {
  const scripts = html.replace(
    /<script id="[^"]*">(.*?)<\/script>/gs,
    (_, script: string) => `<script src="${asset(outDir, "first", "js", script)}"></script>`,
  );
  return scripts.replace(/(<[a-z][^>]*) style="[^"]*"/g, "$1");
}

/** Writes a file whose name has a hash of its content, and returns its address. */
function asset(outDir: string, name: string, type: string, content: string): string {
  const hash = createHash("sha256").update(content).digest("base64url").slice(0, 8);
  writeFileSync(join(outDir, "assets", `${name}.${hash}.${type}`), content);
  return `/docs/assets/${name}.${hash}.${type}`;
}

function nameOf(file: string): string {
  return address(file).slice(1) || "introduction";
}

/** Returns the Markdown of a page, with the files that it includes. */
function source(file: string): string {
  const url = new URL(file, docs);
  return readFileSync(url, "utf8").replace(/^<<< (.*)\.(\w+)$/gm, (_, path: string, type: string) => {
    const included = readFileSync(new URL(`${path}.${type}`, url), "utf8");
    return `\`\`\`${type}\n${included}\`\`\``;
  });
}

/** Compresses every file: the server embeds nothing else, and unpacks for the few who need that. */
function pack(outDir: string): void {
  rmSync(packed, { recursive: true, force: true });
  for (const name of readdirSync(outDir, { recursive: true, withFileTypes: true })) {
    if (!name.isFile()) continue;
    const file = join(name.parentPath, name.name);
    const target = join(packed, `${file.slice(outDir.length)}.gz`);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, gzipSync(readFileSync(file), { level: 9 }));
  }
}
