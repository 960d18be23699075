// One server for all tests; each file makes a project of its own.
import type { TestProject } from "vitest/node";
import { type Server, startServer } from "./server.js";

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { stop, ...server } = await startServer();
  project.provide("server", server);
  return stop;
}

declare module "vitest" {
  interface ProvidedContext {
    server: Server;
  }
}
