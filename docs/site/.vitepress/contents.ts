// The pages in reading order: what the sidebar lists. Every guide must be here.
import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import type { DefaultTheme } from "vitepress";

/** Where the Markdown files are. */
export const docs = new URL("../../", import.meta.url);

/** Sections of the sidebar with their files, relative to `docs/`. */
const SECTIONS: Record<string, string[]> = {
  Start: ["introduction", "quickstart", "concepts", "authentication", "dashboard"].map(guide),
  "In your app": ["react", "widget", "javascript", "conversations", "streaming"].map(guide),
  "In your backend": ["admin", "agents", "models", "monitoring", "errors"].map(guide),
  "Your server": ["OPERATIONS.md", "SECURITY.md", "site/pages/settings.md", guide("compatibility")],
  API: [guide("api")],
};

/** The address of the API reference, which is not a page of VitePress. */
export const REFERENCE = "/docs/reference";

/** Files that a link may name although another page shows them. */
const ELSEWHERE = new Map([
  ["config.default.toml", "/settings"],
  ["openapi.json", REFERENCE],
]);

const FIRST = guide("introduction");

function guide(name: string): string {
  return `guide/${name}.md`;
}

/** All files that become pages. */
export const files = Object.values(SECTIONS).flat();

/** The address of a file's page, below `/docs`. */
export function address(file: string): string {
  return file === FIRST ? "/" : `/${basename(file, ".md").toLowerCase()}`;
}

/** The address that a link to a file of the repository leads to, if a page shows that file. */
export function addressOf(link: string): string | undefined {
  const name = basename(link);
  const file = files.find((file) => basename(file) === name);
  return file ? address(file) : ELSEWHERE.get(name);
}

/** `rewrites` of VitePress: each file with the file that its address would have. */
export const rewrites = Object.fromEntries(
  files.map((file) => [file, file === FIRST ? "index.md" : `${address(file).slice(1)}.md`]),
);

/** Markdown beside the guides that is not part of the site. */
export function forContributors(): string[] {
  return readdirSync(docs).filter((name) => name.endsWith(".md") && !files.includes(name));
}

export function sidebar(): DefaultTheme.SidebarItem[] {
  for (const name of readdirSync(new URL("guide/", docs))) {
    if (!files.includes(`guide/${name}`)) throw new Error(`docs/guide/${name} is missing in .vitepress/contents.ts`);
  }
  const sections = Object.entries(SECTIONS).map(([text, files]) => ({ text, items: files.map(item) }));
  sections.at(-1)?.items.push({ text: "Reference", link: "/reference", target: "_self" });
  return sections;
}

function item(file: string): DefaultTheme.SidebarItem {
  const heading = /^# (.*)$/m.exec(readFileSync(new URL(file, docs), "utf8"))?.[1];
  return { text: heading ?? file, link: address(file) };
}
