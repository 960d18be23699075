import { BASE } from "./base.js";
import { CONTROLS } from "./controls.js";
import { MARKDOWN } from "./markdown.js";
import { MESSAGES } from "./messages.js";
import { SIDEBAR } from "./sidebar.js";

/** The chat's stylesheet. Class names begin with `pf-`. Colors are CSS variables set by the theme. */
export const STYLES: string = [BASE, CONTROLS, SIDEBAR, MESSAGES, MARKDOWN].join("\n");
