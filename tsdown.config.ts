import { defineConfig } from "tsdown";

/** How each published package is built: one file, with what the packages share inside, and its types. */
export default defineConfig({
  entry: "src/index.ts",
  platform: "neutral",
  target: "es2022",
  dts: { eager: true },
  sourcemap: true,
  outExtensions: () => ({ js: ".js", dts: ".d.ts" }),
});
