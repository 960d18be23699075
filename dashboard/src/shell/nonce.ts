import { setNonce } from "get-nonce";

/**
 * The nonce that style sheets injected by libraries need to satisfy the page's Content-Security-Policy. The server puts
 * a new one into each page.
 */
export const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";

// Radix locks scrolling behind dialogs with a style sheet, and reads the nonce from here.
setNonce(nonce);
