export { binary } from "./binary.js";
export { type Listening, listen } from "./listen.js";
export { checkProgram, runProgram } from "./program.js";
export { type Script, script, startProvider } from "./provider.js";
export { type CuttingProxy, startProxy, type Trouble } from "./proxy.js";
export { blocks, filled, runReadme } from "./readme.js";
export { createProject, MODEL, type ProjectKeys, type Server, startServer, turnHmacOn } from "./server.js";
export type {} from "./setup.js";
