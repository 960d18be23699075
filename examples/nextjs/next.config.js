import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** In this repository the packages are two folders up. Your own app does not need this. */
const root = fileURLToPath(new URL("../..", import.meta.url));
const inRepository = existsSync(`${root}/packages/react/src`);

export default inRepository ? { turbopack: { root }, outputFileTracingRoot: root } : {};
