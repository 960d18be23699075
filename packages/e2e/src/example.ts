import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { path } from "./testPages.js";

/** Starts an example's server on a free port. */
export async function startExample(name: string, environment: Record<string, string>, command = ["server.js"]) {
  const child = spawn(process.execPath, command, {
    cwd: path(`../../examples/${name}`),
    env: { PATH: process.env.PATH, NODE_ENV: "production", PORT: "0", ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on("line", (line) => {
      const found = /http:\/\/localhost:\d+/.exec(line)?.[0];
      if (found) resolve(found);
    });
    child.once("exit", (code) => reject(new Error(`The example ${name} exited with code ${code}`)));
  });
  return { url, stop: () => child.kill() };
}
