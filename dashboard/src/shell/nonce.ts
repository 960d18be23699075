import { setNonce } from "get-nonce";

/**
 * What a style sheet that a library makes must carry, so that the page's Content-Security-Policy lets it in. The server
 * writes another one into each page.
 */
export const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";

// What keeps the page behind a dialog from scrolling asks for it there.
setNonce(nonce);
