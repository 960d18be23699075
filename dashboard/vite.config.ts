import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import tailwind from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin, type Rolldown } from "vite";
import { katexFiles } from "../packages/react/katexFiles.js";

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** Maximum size of the first load, in compressed bytes. */
const FIRST_LOAD_LIMIT = 300_000;

export default defineConfig({
  base: "/dashboard/",
  resolve: {
    // Import the packages from source, so that they need not be built first.
    alias: [{ find: /^@proficient\/(react|client|core)$/, replacement: path("../packages/$1/src/index.ts") }],
    dedupe: ["react", "react-dom"],
  },
  plugins: [react(), tailwind(), katexFiles(), initialTheme(), compress()],
  build: {
    outDir: "dist/app",
    target: "es2022",
    // Inlined assets become data: URLs, which the Content-Security-Policy allows for images only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    // For `npm run dev --workspace dashboard` next to a running server.
    proxy: { "/dashboard/api": process.env.PROFICIENT_URL ?? "http://localhost:8080" },
  },
});

/** Loads `src/initialTheme.js` as a classic script in the head, so that it runs before the first paint. The CSP forbids inline scripts. */
function initialTheme(): Plugin {
  let reference: string | undefined;
  return {
    name: "initial-theme",
    buildStart() {
      if (this.meta.watchMode) return;
      const source = readFileSync(path("src/initialTheme.js"), "utf8").replace(/^\/\/.*\n/gm, "");
      reference = this.emitFile({ type: "asset", name: "initialTheme.js", source: `{${source}}` });
    },
    transformIndexHtml: {
      order: "post",
      handler(_, context) {
        const built = Object.values(context.bundle ?? {}).find((file) => /initialTheme-[^/]*\.js$/.test(file.fileName));
        if (context.bundle && !(reference && built)) throw new Error("dashboard: initialTheme.js is not in the bundle");
        const src = `/dashboard/${built?.fileName ?? "src/initialTheme.js"}`;
        return [{ tag: "script", attrs: { src }, injectTo: "head-prepend" }];
      },
    },
  };
}

/** Writes a compressed copy of each file for the server, and checks the size of the first load. */
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
        // The server inserts the nonce into index.html and compresses it itself.
        if (file.fileName !== "index.html") writeFileSync(join(dir, `${file.fileName}.gz`), packed);
      }
      const total = [...firstLoad(bundle)].reduce((sum, file) => sum + (size.get(file) ?? 0), 0);
      if (total > FIRST_LOAD_LIMIT)
        throw new Error(`dashboard: the first load is ${total} bytes, over ${FIRST_LOAD_LIMIT}`);
      this.info(`the first load is ${total} bytes, compressed`);
    },
  };
}

/** The files a browser needs for the project list, which is more than the sign-in page needs. */
function firstLoad(bundle: Rolldown.OutputBundle): Set<string> {
  const needed = new Set(Object.keys(bundle).filter((name) => /\.(css|html)$|initialTheme-/.test(name)));
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
