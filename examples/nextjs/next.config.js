import { fileURLToPath } from "node:url";

/** In this repository the packages are two folders up. Your own app does not need this. */
const root = fileURLToPath(new URL("../..", import.meta.url));

export default { turbopack: { root }, outputFileTracingRoot: root };
