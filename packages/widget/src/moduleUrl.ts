const script = document.currentScript;

/** The folder of the script's modules: that of the script to which `/widget.js` redirects. */
const folder =
  script instanceof HTMLScriptElement && new URL(script.src.endsWith("/widget.js") ? "widget/" : "./", script.src);

/**
 * Returns the URL of one of the script's modules. It has to be absolute: a script of another origin has no base URL.
 */
export const moduleUrl = (name: string): string => (folder ? new URL(name, folder).href : name);
