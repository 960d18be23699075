import { execFile } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import ts from "typescript";

/** Has the compiler check a program, as if it were in this folder, runs it, and gives what it printed. */
export async function runProgram(program: string, folder: string): Promise<string> {
  return inFile(program, folder, "program.ts", async (source) => {
    check(source);
    const { module, target } = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
    const compiled = join(source, "../program.mjs");
    await writeFile(compiled, ts.transpileModule(program, { compilerOptions: { module, target } }).outputText);
    return (await promisify(execFile)(process.execPath, [compiled])).stdout;
  });
}

/** Has the compiler check a program that draws, and does not run it. */
export async function checkProgram(program: string, folder: string): Promise<void> {
  await inFile(program, folder, "program.tsx", async (source) => check(source));
}

async function inFile<T>(program: string, folder: string, name: string, use: (source: string) => Promise<T>) {
  const own = join(folder, `program-${process.pid}`);
  await mkdir(own, { recursive: true });
  try {
    await writeFile(join(own, name), program);
    return await use(join(own, name));
  } finally {
    await rm(own, { recursive: true });
  }
}

function check(source: string): void {
  const { config } = ts.readConfigFile(
    fileURLToPath(new URL("../../../tsconfig.json", import.meta.url)),
    ts.sys.readFile,
  );
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ".");
  const problems = ts.getPreEmitDiagnostics(ts.createProgram([source], options));
  const host = { getCanonicalFileName: String, getCurrentDirectory: () => "", getNewLine: () => "\n" };
  if (problems.length > 0) throw new Error(ts.formatDiagnostics(problems, host));
}
