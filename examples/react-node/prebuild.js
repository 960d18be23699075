// Only for the repository, where the chat is linked to its sources and may not be built yet. Your own app does not need
// this: it gets the built package from the server.
import { execSync } from "node:child_process";
import { existsSync } from "node:fs";

const cwd = new URL("../../packages/react/", import.meta.url);
const exists = (file) => existsSync(new URL(file, cwd));
if (exists("tsdown.config.ts") && !exists("dist/index.js")) execSync("npm run build", { cwd, stdio: "inherit" });
