import { fileURLToPath } from "node:url";

/** In this repository the packages stand two folders above; in a project of your own this is not needed. */
const root = fileURLToPath(new URL("../..", import.meta.url));

export default { turbopack: { root }, outputFileTracingRoot: root };
