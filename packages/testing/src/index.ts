export { binary } from "./binary.js";
export { codeBlocks, fillPlaceholders, runReadme } from "./codeBlocks.js";
export { type ListeningServer, listen } from "./listen.js";
export { checkProgram, runProgram } from "./program.js";
export { createTestProject, type TestProject } from "./project.js";
export { type Script, script, startProvider } from "./provider.js";
export { type Fault, type FaultyProxy, startProxy } from "./proxy.js";
export { createProject, enableHmac, MODEL, type ProjectKeys, type Server, startServer } from "./server.js";
export type {} from "./setup.js";
