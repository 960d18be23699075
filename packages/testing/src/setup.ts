// Starts one server for all tests. Each test file creates its own project.
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
