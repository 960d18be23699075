// The React example builds in a fresh clone with the commands from its README.
import { execFileSync, execSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { codeBlocks } from "@proficient/testing";
import { afterEach, expect, it } from "vitest";
import { path } from "../src/index.js";

const root = path("../../");
let clone = "";
afterEach(() => rm(clone, { recursive: true, force: true }));

/** Copies the repository without build output. Links the installed dependencies, but the workspace's packages to the copy. */
async function cloneRepository(): Promise<string> {
  clone = await mkdtemp(join(tmpdir(), "proficient-clone-"));
  const list = [
    "ls-files",
    "--cached",
    "--others",
    "--exclude-standard",
    "packages",
    "examples",
    "*.json",
    "*.config.ts",
  ];
  const files = execFileSync("git", list, { cwd: root, encoding: "utf8" }).trim().split("\n");
  for (const file of files) await cp(join(root, file), join(clone, file));
  for (const folder of ["", "packages/client", "packages/react"]) {
    await linkDependencies(join(root, folder, "node_modules"), join(clone, folder, "node_modules"));
  }
  return clone;
}

async function linkDependencies(from: string, to: string): Promise<void> {
  await mkdir(to);
  for (const name of await readdir(from)) {
    if (name !== "@proficient") await symlink(join(from, name), join(to, name));
  }
  if (!(await readdir(from)).includes("@proficient")) return;
  await cp(join(from, "@proficient"), join(to, "@proficient"), { recursive: true, verbatimSymlinks: true });
}

it("builds as its README says", async () => {
  const readme = await readFile(path("../../examples/react-node/README.md"), "utf8");
  const [install, ...build] = codeBlocks(readme, "shell")[0]?.trim().split("\n") ?? [];
  expect(install).toBe("npm ci");
  expect(build).not.toEqual([]);

  const cwd = await cloneRepository();
  const page = join(cwd, "examples/react-node/dist/index.html");
  await expect(stat(page)).rejects.toThrow("ENOENT");
  for (const command of build) execSync(command, { cwd, stdio: ["ignore", "ignore", "inherit"] });
  expect(await readFile(page, "utf8")).toContain("<title>Example shop</title>");
}, 240_000);
