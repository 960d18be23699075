import { externalIdProblem } from "@proficient/core";
import { refuseBrowsers } from "./browser.js";

/**
 * Computes the hash that proves a user's identity to the server: the Base64-encoded HMAC-SHA256 of the external ID, keyed
 * with the project's HMAC secret (`hsec_…`). Compute it only for the user who is signed in.
 */
export async function userHmac(hmacSecret: string, externalId: string): Promise<string> {
  refuseBrowsers();
  if (!hmacSecret) throw new TypeError("hmacSecret is missing");
  const problem = externalIdProblem(externalId);
  if (problem) throw new TypeError(`externalId ${problem}`);
  const utf8 = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", utf8.encode(hmacSecret), algorithm, false, ["sign"]);
  const hash = await crypto.subtle.sign("HMAC", key, utf8.encode(externalId));
  return btoa(String.fromCharCode(...new Uint8Array(hash)));
}
