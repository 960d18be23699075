import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import tailwind from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin, type Rolldown } from "vite";

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** What a browser may have to fetch, compressed, before the first page works. */
const FIRST_LOAD_LIMIT = 300_000;

export default defineConfig({
  base: "/dashboard/",
  resolve: {
    // The same component as the packages', from its source, so that nothing has to be built first.
    alias: [{ find: /^@proficient\/(react|client|core)$/, replacement: path("../packages/$1/src/index.ts") }],
    dedupe: ["react", "react-dom"],
  },
  plugins: [react(), tailwind(), first(), compress()],
  build: {
    outDir: "dist/app",
    target: "es2022",
    // An image inside the script or the style sheet would be a data: address; only pictures may be such.
    assetsInlineLimit: 0,
    // What the license comments say is in the licence files of the packages.
    modulePreload: { polyfill: false },
  },
  server: {
    // `npm run dev --workspace dashboard`, beside a server that runs.
    proxy: { "/dashboard/api": process.env.PROFICIENT_URL ?? "http://localhost:8080" },
  },
});

/** `src/first.js` as a plain script in the head: it runs before the page is painted, and the policy allows nothing inline. */
function first(): Plugin {
  let reference: string | undefined;
  return {
    name: "first",
    buildStart() {
      if (this.meta.watchMode) return;
      const source = readFileSync(path("src/first.js"), "utf8").replace(/^\/\/.*\n/gm, "");
      reference = this.emitFile({ type: "asset", name: "first.js", source: `{${source}}` });
    },
    transformIndexHtml: {
      order: "post",
      handler(_, context) {
        const built = Object.values(context.bundle ?? {}).find((file) => /first-[^/]*\.js$/.test(file.fileName));
        if (context.bundle && !(reference && built)) throw new Error("dashboard: first.js is not in the bundle");
        const src = `/dashboard/${built?.fileName ?? "src/first.js"}`;
        return [{ tag: "script", attrs: { src }, injectTo: "head-prepend" }];
      },
    },
  };
}

/** Each file once more, compressed, as the server hands it out; and the size of the first load is checked. */
function compress(): Plugin {
  return {
    name: "compress",
    apply: "build",
    writeBundle({ dir = "" }, bundle) {
      const size = new Map<string, number>();
      for (const file of Object.values(bundle)) {
        const content = file.type === "chunk" ? file.code : file.source;
        const packed = gzipSync(content, { level: 9 });
        size.set(file.fileName, packed.length);
        // The server writes into index.html, so that one is compressed there.
        if (file.fileName !== "index.html") writeFileSync(join(dir, `${file.fileName}.gz`), packed);
      }
      const total = [...firstLoad(bundle)].reduce((sum, file) => sum + (size.get(file) ?? 0), 0);
      if (total > FIRST_LOAD_LIMIT)
        throw new Error(`dashboard: the first load is ${total} bytes, over ${FIRST_LOAD_LIMIT}`);
      this.info(`the first load is ${total} bytes, compressed`);
    },
  };
}

/** What a browser fetches before the list of projects or, which is less, the login can be used. */
function firstLoad(bundle: Rolldown.OutputBundle): Set<string> {
  const needed = new Set(Object.keys(bundle).filter((name) => /\.(css|html)$|first-/.test(name)));
  const add = (name: string) => {
    const chunk = bundle[name];
    if (chunk?.type !== "chunk" || needed.has(name)) return;
    needed.add(name);
    chunk.imports.forEach(add);
  };
  for (const file of Object.values(bundle)) {
    if (file.type === "chunk" && (file.isEntry || file.name === "ProjectsPage")) add(file.fileName);
  }
  return needed;
}
