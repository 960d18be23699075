import { fileURLToPath } from "node:url";
import { defineConfig } from "vitepress";
import { docs, forContributors, rewrites, sidebar } from "./contents.js";
import { finish } from "./finish.js";
import { markdown } from "./markdown.js";

export default defineConfig({
  base: "/docs/",
  srcDir: fileURLToPath(docs),
  srcExclude: forContributors(),
  outDir: fileURLToPath(new URL("../dist/site", import.meta.url)),
  cacheDir: fileURLToPath(new URL("../../../node_modules/.cache/vitepress", import.meta.url)),
  rewrites,
  cleanUrls: true,
  // The list of pages in a file: the server's policy forbids inline scripts.
  metaChunk: true,
  // The transition is switched off with a style element, which the policy forbids too.
  appearance: { disableTransition: false },
  lang: "en",
  title: "Proficient",
  description: "Conversational AI agents for your app, self-hosted in one binary.",
  head: [["link", { rel: "icon", type: "image/svg+xml", href: "/docs/icon.svg" }]],
  markdown,
  themeConfig: {
    logo: "/icon.svg",
    nav: [
      { text: "Guides", link: "/", activeMatch: "^/(?!reference)" },
      { text: "API reference", link: "/reference", target: "_self" },
      { text: "Dashboard", link: "../dashboard/", target: "_self" },
    ],
    sidebar: sidebar(),
    outline: [2, 3],
    search: { provider: "local" },
    notFound: {
      title: "There is no such page",
      quote: "Search for it, or begin with the introduction.",
      linkText: "Introduction",
      linkLabel: "Introduction",
    },
  },
  buildEnd: finish,
});
