import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { defineConfig } from "vite";

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** Builds a single script. Preact replaces React: it has what the component needs at a tenth of the size. */
export default defineConfig({
  resolve: {
    alias: [
      { find: /^react\/jsx-runtime$/, replacement: "preact/jsx-runtime" },
      { find: /^react(-dom)?$/, replacement: "preact/compat" },
      { find: /^@proficient\/(react|client)$/, replacement: path("../$1/src/index.ts") },
    ],
  },
  oxc: { jsx: { runtime: "automatic", development: false } },
  define: { "process.env.NODE_ENV": JSON.stringify("production") },
  build: {
    // The oldest browser that the guide promises; test/syntax.test.ts checks it.
    target: "safari15.4",
    lib: { entry: "src/main.tsx", formats: ["iife"], name: "ProficientWidget", fileName: () => "widget.js" },
  },
  plugins: [
    {
      name: "compress",
      writeBundle(_, bundle) {
        const script = bundle["widget.js"];
        // The server serves this file as it is.
        if (script?.type === "chunk") writeFileSync(path("dist/widget.js.gz"), gzipSync(script.code, { level: 9 }));
      },
    },
  ],
});
