import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, defineConfig, type Plugin, type UserConfig } from "vite";
import { katexFiles } from "../react/katexFiles.js";

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** What only some messages need: modules of their own, which the script loads. */
const LAZY = ["highlighter", "typesetter"];

const common = {
  configFile: false,
  // Modules find each other beside themselves.
  base: "./",
  define: { "process.env.NODE_ENV": JSON.stringify("production") },
  // The oldest browser that the guide promises; test/syntax.test.ts checks it.
  build: { target: "safari15.4", modulePreload: false, outDir: path("dist") },
} satisfies UserConfig;

/**
 * Builds a classic script, which can read its own tag, and modules. They are built apart, because a classic script cannot
 * share code with modules. Preact replaces React: it has what the component needs at a tenth of the size.
 */
export default defineConfig(async () => {
  const modules = await buildModules();
  return {
    ...common,
    resolve: {
      alias: [
        { find: /^react\/jsx-runtime$/, replacement: "preact/jsx-runtime" },
        { find: /^react(-dom)?$/, replacement: "preact/compat" },
        { find: /^@proficient\/(react|client)$/, replacement: path("../$1/src/index.ts") },
      ],
    },
    oxc: { jsx: { runtime: "automatic", development: false } },
    build: {
      ...common.build,
      emptyOutDir: false,
      lib: { entry: path("src/main.tsx"), formats: ["iife"], name: "ProficientWidget", fileName: () => "widget.js" },
    },
    plugins: [separate(modules), compress()],
  };
});

/** Builds the modules. Returns the file name of each. */
async function buildModules(): Promise<Map<string, string>> {
  const input = Object.fromEntries(LAZY.map((name) => [name, path(`../react/src/markdown/${name}.ts`)]));
  const fileNames = "[name]-[hash].js";
  const built = await build({
    ...common,
    logLevel: "warn",
    build: {
      ...common.build,
      emptyOutDir: true,
      rolldownOptions: {
        input,
        preserveEntrySignatures: "strict",
        output: { entryFileNames: fileNames, chunkFileNames: fileNames },
      },
    },
    plugins: [katexFiles(), compress()],
  });
  if (!("output" in built)) throw new Error("The modules were not built");
  const entries = built.output.flatMap((file) => (file.type === "chunk" && file.isEntry ? [file] : []));
  return new Map(entries.map(({ name, fileName }) => [name, fileName]));
}

/** Makes the script load the modules from their URLs, rather than having them inside. */
function separate(modules: Map<string, string>): Plugin {
  return {
    name: "separate",
    enforce: "pre",
    transform(code, id) {
      if (!id.endsWith("/markdown/lazy.ts")) return undefined;
      const separated = code.replace(/import\("\.\/(\w+)\.js"\)/g, (_, name: string) => {
        const fileName = modules.get(name);
        if (!fileName) throw new Error(`${id} imports ${name}, which is no module of the widget`);
        return `import(/* @vite-ignore */ moduleUrl("${fileName}"))`;
      });
      return `import { moduleUrl } from ${JSON.stringify(path("src/moduleUrl.ts"))};\n${separated}`;
    },
  };
}

/** The server serves the compressed files as they are. */
function compress(): Plugin {
  return {
    name: "compress",
    writeBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== "chunk") continue;
        writeFileSync(path(`dist/${file.fileName}.gz`), gzipSync(file.code, { level: 9 }));
      }
    },
  };
}
