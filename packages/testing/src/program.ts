import { execFile } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import ts from "typescript";

/** Type-checks a program as if it were in a folder, runs it, and returns its output. */
export async function runProgram(program: string, folder: string): Promise<string> {
  return withFile(program, folder, "program.ts", async (source) => {
    typeCheck(source);
    const { module, target } = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
    const compiled = join(source, "../program.mjs");
    await writeFile(compiled, ts.transpileModule(program, { compilerOptions: { module, target } }).outputText);
    return (await promisify(execFile)(process.execPath, [compiled])).stdout;
  });
}

/** Type-checks a program with React components. */
export async function checkProgram(program: string, folder: string): Promise<void> {
  await withFile(program, folder, "program.tsx", async (source) => typeCheck(source));
}

async function withFile<T>(program: string, folder: string, name: string, use: (source: string) => Promise<T>) {
  const directory = join(folder, `program-${process.pid}`);
  await mkdir(directory, { recursive: true });
  try {
    await writeFile(join(directory, name), program);
    return await use(join(directory, name));
  } finally {
    await rm(directory, { recursive: true });
  }
}

function typeCheck(source: string): void {
  const { config } = ts.readConfigFile(
    fileURLToPath(new URL("../../../tsconfig.json", import.meta.url)),
    ts.sys.readFile,
  );
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ".");
  const problems = ts.getPreEmitDiagnostics(ts.createProgram([source], options));
  const host = { getCanonicalFileName: String, getCurrentDirectory: () => "", getNewLine: () => "\n" };
  if (problems.length > 0) throw new Error(ts.formatDiagnostics(problems, host));
}
