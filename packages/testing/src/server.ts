import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { binary } from "./binary.js";
import { startProvider } from "./provider.js";

/** A running server. Serializable, so that test processes can share it. */
export interface Server {
  url: string;
  dataDir: string;
}

/** The output of `proficient project create`. */
export interface ProjectKeys {
  project_id: string;
  publishable_key: string;
  secret_key: string;
  hmac_secret: string;
}

/** The model of `startProvider`, which follows scripts. */
export const MODEL = "test.script";

/** Starts the real server on a free port, with its own data directory and provider. */
export async function startServer(settings: Record<string, string> = {}): Promise<Server & { stop(): Promise<void> }> {
  const program = binary();
  const dataDir = await mkdtemp(join(tmpdir(), "proficient-test-"));
  const provider = await startProvider();
  const environment = {
    PATH: process.env.PATH,
    PROFICIENT_CONNECTIONS__TEST__KIND: "openai_compatible",
    PROFICIENT_CONNECTIONS__TEST__BASE_URL: `${provider.url}/v1`,
    PROFICIENT_MODELS__RETRIES: "0",
    PROFICIENT_LOG__FORMAT: "json",
    ...settings,
  };
  const child = spawn(program, ["serve", "--listen", "127.0.0.1:0", "--data-dir", dataDir], {
    env: environment,
    stdio: ["ignore", "inherit", "pipe"],
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const address = await new Promise<string>((resolve, reject) => {
    const log: string[] = [];
    createInterface(child.stderr).on("line", (line) => {
      log.push(line);
      const found = /"address":"([^"]+)"/.exec(line)?.[1];
      if (found) resolve(found);
    });
    child.once("exit", () => reject(new Error(`The server did not start:\n${log.join("\n")}`)));
  });
  const stop = async () => {
    child.kill("SIGTERM");
    await provider.close();
    await exited;
    await rm(dataDir, { recursive: true, force: true });
  };
  return { url: `http://${address}`, dataDir, stop };
}

/** Creates a project. */
export async function createProject({ dataDir }: Server, name = "Test"): Promise<ProjectKeys> {
  return JSON.parse(
    await runCommand("project", "create", "--name", name, "--json", "--data-dir", dataDir),
  ) as ProjectKeys;
}

/** Turns HMAC authentication on, and waits until the running server's caches have the change. */
export async function enableHmac(
  { url, dataDir }: Server,
  { project_id }: Pick<ProjectKeys, "project_id">,
): Promise<void> {
  await runCommand("project", "hmac", "--project", project_id, "on", "--data-dir", dataDir);
  const shown = await runCommand("project", "show", "--project", project_id, "--json", "--data-dir", dataDir);
  const { publishable_key } = JSON.parse(shown) as ProjectKeys;
  const headers = { "X-PROFICIENT-API-KEY": publishable_key, "X-PROFICIENT-USER-EXTERNAL-ID": "hmac-probe" };
  for (const deadline = Date.now() + 10_000; ; ) {
    const { status } = await fetch(`${url}/agents`, { headers });
    if (status === 401) return;
    if (Date.now() > deadline) throw new Error(`HMAC authentication is still off: got status ${status}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function runCommand(...arguments_: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(binary(), arguments_);
  return stdout;
}
