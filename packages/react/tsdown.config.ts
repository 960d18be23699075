import { defineConfig } from "tsdown";
import base from "../../tsdown.config.js";

/** All of it runs in browsers: frameworks that also render on servers are told so. */
export default defineConfig({ ...base, tsconfig: "../../tsconfig.json", outputOptions: { banner: '"use client";' } });
