import { defineConfig } from "tsdown";

/**
 * How each published package is built: one file, with what the packages share inside, and its types. (tsdown 0.22 and
 * later need Node 22 to build.)
 */
export default defineConfig({
  entry: "src/index.ts",
  tsconfig: "../../tsconfig.portable.json",
  platform: "neutral",
  target: "es2022",
  dts: { eager: true },
  sourcemap: true,
  outExtensions: () => ({ js: ".js", dts: ".d.ts" }),
  // Everything that has to be said is an error.
  logLevel: "error",
});
