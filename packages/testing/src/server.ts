import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { binary } from "./binary.js";
import { startProvider } from "./provider.js";

/** Where a server is, and its data. It can be handed to another process. */
export interface Server {
  url: string;
  dataDir: string;
}

/** What `proficient project create` prints. */
export interface ProjectKeys {
  project_id: string;
  publishable_key: string;
  secret_key: string;
  hmac_secret: string;
}

/** The model that follows scripts. */
export const MODEL = "test.script";

/** Starts the real server on a free port, with a folder and a provider of its own. */
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
  const process_ = spawn(program, ["serve", "--listen", "127.0.0.1:0", "--data-dir", dataDir], {
    env: environment,
    stdio: ["ignore", "inherit", "pipe"],
  });
  const ended = new Promise<void>((resolve) => process_.once("exit", () => resolve()));
  const address = await new Promise<string>((resolve, reject) => {
    const log: string[] = [];
    createInterface(process_.stderr).on("line", (line) => {
      log.push(line);
      const found = /"address":"([^"]+)"/.exec(line)?.[1];
      if (found) resolve(found);
    });
    process_.once("exit", () => reject(new Error(`The server did not start:\n${log.join("\n")}`)));
  });
  const stop = async () => {
    process_.kill("SIGTERM");
    await provider.close();
    await ended;
    await rm(dataDir, { recursive: true, force: true });
  };
  return { url: `http://${address}`, dataDir, stop };
}

/** A project of its own for a test. */
export async function createProject({ dataDir }: Server, name = "Test"): Promise<ProjectKeys> {
  return JSON.parse(await command("project", "create", "--name", name, "--json", "--data-dir", dataDir)) as ProjectKeys;
}

/** Turns HMAC authentication on. The running server obeys within a second, so this takes one. */
export async function turnHmacOn({ dataDir }: Server, { project_id }: Pick<ProjectKeys, "project_id">): Promise<void> {
  await command("project", "hmac", "--project", project_id, "on", "--data-dir", dataDir);
  await new Promise((resolve) => setTimeout(resolve, 1_100));
}

async function command(...arguments_: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(binary(), arguments_);
  return stdout;
}
