import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** The API reference, built into the folder that VitePress has filled. */
export default defineConfig({
  root: path("."),
  base: "/docs/",
  publicDir: false,
  build: {
    outDir: path("../dist/site"),
    emptyOutDir: false,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 5_000,
    rollupOptions: { input: path("reference.html") },
  },
  server: {
    proxy: { "/openapi.json": process.env.PROFICIENT_URL ?? "http://localhost:8080" },
  },
});
