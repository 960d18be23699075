import { BASE } from "./base.js";
import { CONTROLS } from "./controls.js";
import { MARKDOWN } from "./markdown.js";
import { MESSAGES } from "./messages.js";
import { SIDEBAR } from "./sidebar.js";

/** The one stylesheet. All names begin with `pf-`; all colours are variables that the theme sets. */
export const STYLES: string = [BASE, CONTROLS, SIDEBAR, MESSAGES, MARKDOWN].join("\n");
