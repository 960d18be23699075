import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { path } from "./pages.js";

/** Starts the server of an example as its README says, on a free port. */
export async function startExample(name: string, environment: Record<string, string>, command = ["server.js"]) {
  const process_ = spawn(process.execPath, command, {
    cwd: path(`../../examples/${name}`),
    env: { PATH: process.env.PATH, NODE_ENV: "production", PORT: "0", ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(process_.stdout).on("line", (line) => {
      const found = /http:\/\/localhost:\d+/.exec(line)?.[0];
      if (found) resolve(found);
    });
    process_.once("exit", (code) => reject(new Error(`The example ${name} ended with ${code}`)));
  });
  return { url, stop: () => process_.kill() };
}
