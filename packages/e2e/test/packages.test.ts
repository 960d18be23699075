// The packages that the server serves: they install into an empty folder and into a copy of an example, without any
// package of ours on a registry.
import { execFileSync } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";
import { build } from "vite";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { path } from "../src/index.js";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "proficient-install-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const npm = (...command: string[]) =>
  execFileSync("npm", [...command, "--no-audit", "--no-fund", "--prefer-offline"], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
  });
const packageUrl = (name: string) => `${inject("server").url}/packages/proficient-${name}.tgz`;

const PAGE = `
import { ProficientClient as Admin } from "@proficient/admin";
import { type Agent, ProficientClient } from "@proficient/client";
import { createTheme, InteractionView, useAgent } from "@proficient/react";

const theme = createTheme({ base: "light" });
export const Page = () => (
  <InteractionView apiKey="pk_" agentId="ag_" userExternalId="alice" theme={theme} onOpen={(id) => id?.length} />
);
export const useName = (id: string): string | undefined => useAgent(id).agent?.displayName;
export const agent = (client: ProficientClient): Promise<Agent> => client.agents.get("ag_");
export const admin = new Admin({ secretKey: "sk_" });
`;

describe("the packages of a running server", () => {
  it("install into an empty folder, with types, and a page with them compiles", async () => {
    npm("install", packageUrl("react"), packageUrl("client"), packageUrl("admin"), "@types/react");
    const page = join(folder, "page.tsx");
    await writeFile(page, PAGE);
    const options = {
      strict: true,
      noEmit: true,
      types: [],
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      jsx: ts.JsxEmit.ReactJSX,
      lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
    };
    const problems = ts.getPreEmitDiagnostics(ts.createProgram([page], options));
    expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))).toEqual([]);

    await build({
      root: folder,
      configFile: false,
      logLevel: "error",
      build: { lib: { entry: page, formats: ["es"], fileName: () => "page.js" }, outDir: "dist" },
    });
    expect(await readFile(join(folder, "dist/page.js"), "utf8")).toContain("X-PROFICIENT-API-KEY");
  }, 240_000);

  it("install into a copy of an example as its README says", async () => {
    const example = path("../../examples/react-node");
    const readme = await readFile(join(example, "README.md"), "utf8");
    expect(readme).toContain("\nnpm install http://localhost:8080/packages/proficient-react.tgz\nnpm run build\n");
    await cp(example, folder, { recursive: true, filter: (name) => !/\/(node_modules|dist)$/.test(name) });
    npm("install", packageUrl("react"));
    npm("run", "build");
    expect(await readFile(join(folder, "dist/index.html"), "utf8")).toContain("<title>Example shop</title>");
  }, 240_000);
});
