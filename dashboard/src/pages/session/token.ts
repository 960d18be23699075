import { useState } from "react";

/**
 * Returns the token of the link that was opened. Browsers do not send the part after `#` to servers; it is removed from
 * the address bar and the history at once.
 */
export function useLinkToken(): string {
  const [token] = useState(() => tokenOf(location.hash));
  return token;
}

let taken = "";

function tokenOf(hash: string): string {
  const token = decoded(hash.slice(1)).trim();
  if (token) {
    taken = token;
    history.replaceState(history.state, "", location.pathname + location.search);
  }
  return taken;
}

/** Decodes a part of a URL. A `%` that encodes nothing is kept. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
