// What a README shows must work: its blocks tagged `ts` are one program, in their order.
import { execFile } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import ts from "typescript";

/** The program of a README, with real values in the place of its placeholders, checked by the compiler and run. */
export async function runReadme(readme: URL, values: Record<string, string>): Promise<string> {
  let program = [...(await readFile(readme, "utf8")).matchAll(/^```ts\n(.*?)^```/gms)]
    .map(([, block]) => block)
    .join("\n");
  for (const [placeholder, value] of Object.entries(values)) program = program.replaceAll(placeholder, value);

  const folder = fileURLToPath(new URL(`test/readme-${process.pid}/`, readme));
  const [source, compiled] = [join(folder, "readme.ts"), join(folder, "readme.mjs")];
  await mkdir(folder, { recursive: true });
  try {
    await writeFile(source, program);
    const { config } = ts.readConfigFile(
      fileURLToPath(new URL("../../../tsconfig.json", import.meta.url)),
      ts.sys.readFile,
    );
    const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, folder);
    const problems = ts.getPreEmitDiagnostics(ts.createProgram([source], options));
    const host = { getCanonicalFileName: String, getCurrentDirectory: () => folder, getNewLine: () => "\n" };
    if (problems.length > 0) throw new Error(ts.formatDiagnostics(problems, host));

    const { module, target } = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
    await writeFile(compiled, ts.transpileModule(program, { compilerOptions: { module, target } }).outputText);
    return (await promisify(execFile)(process.execPath, [compiled])).stdout;
  } finally {
    await rm(folder, { recursive: true });
  }
}
