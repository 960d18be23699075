export {
  type Dashboard,
  dashboard,
  invite,
  join,
  linkPath,
  newProject,
  OWNER,
  printedPath,
  setUp,
  setupPath,
} from "./dashboard.js";
export { startExample } from "./example.js";
export { chat, chatUrl, context, messages, reply, say, violations } from "./page.js";
export { path, serve } from "./pages.js";
export type {} from "./setup.js";
export { type World, world } from "./world.js";
