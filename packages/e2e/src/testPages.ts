import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { dirname, extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { type ListeningServer, listen } from "@proficient/testing";
import { build } from "vite";

/** Returns the absolute path of a file relative to this package. */
export const path = (relative: string): string => fileURLToPath(new URL(`../${relative}`, import.meta.url));

const TYPES: Record<string, string> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };

/** Serves a folder on an origin of its own. */
export function serve(folder: string): Promise<ListeningServer> {
  return listen(
    createServer((request, response) => {
      const name = new URL(request.url ?? "/", "http://host").pathname;
      const file = join(folder, normalize(name.endsWith("/") ? `${name}index.html` : name));
      if (!existsSync(file)) {
        response.writeHead(404).end();
        return;
      }
      response.writeHead(200, { "Content-Type": TYPES[extname(file)] ?? "application/octet-stream" });
      createReadStream(file).pipe(response);
    }),
  );
}

/** Builds the chat page with a version of React. This package depends on React 18, the component on React 19. */
export async function buildPages(react: "18" | "19"): Promise<string> {
  const outDir = path(`dist/react-${react}`);
  const require = createRequire(path(react === "18" ? "package.json" : "../react/package.json"));
  const alias = ["react", "react-dom"].map((name) => ({
    find: new RegExp(`^${name}(?=/|$)`),
    replacement: dirname(require.resolve(`${name}/package.json`)),
  }));
  await build({
    root: path("pages"),
    configFile: false,
    logLevel: "warn",
    mode: "production",
    define: { "process.env.NODE_ENV": JSON.stringify("production") },
    oxc: { jsx: { runtime: "automatic", development: false } },
    resolve: { alias },
    // Bundling drops "use client" directives, which do not matter here.
    build: {
      rolldownOptions: { onLog: (_, log, next) => log.code !== "MODULE_LEVEL_DIRECTIVE" && next("warn", log) },
      outDir,
      emptyOutDir: true,
      minify: false,
      chunkSizeWarningLimit: 5_000,
    },
  });
  return outDir;
}
