import { fileURLToPath } from "node:url";
import { defineConfig } from "tsdown";
import base from "../../tsdown.config.js";
import { katexFiles } from "./katexFiles.js";

/**
 * The client is inside, so that this package can be installed alone. All of it runs in browsers: frameworks that also
 * render on servers are told so.
 */
export default defineConfig({
  ...base,
  tsconfig: "tsconfig.build.json",
  alias: { "@proficient/client": fileURLToPath(new URL("../client/src/index.ts", import.meta.url)) },
  banner: { js: '"use client";' },
  plugins: [katexFiles()],
  outputOptions: { chunkFileNames: "[name].js" },
});
