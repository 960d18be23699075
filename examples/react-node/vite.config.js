import { defineConfig } from "vite";

export default defineConfig({
  oxc: { jsx: { runtime: "automatic" } },
  build: { chunkSizeWarningLimit: 1_000 },
});
