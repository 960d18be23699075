export { chatUrl, context, messages, openChat, sendMessage, violations, waitForReply } from "./chatPage.js";
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
export { downloaded } from "./download.js";
export { startExample } from "./example.js";
export type {} from "./setup.js";
export { path, serve } from "./testPages.js";
export { launcher, startSite, visit, type WidgetSite, widgetTag } from "./widgetSite.js";
