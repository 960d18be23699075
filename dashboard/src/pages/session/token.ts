import { useState } from "react";

/**
 * The token of the link that was opened. It stands behind the `#`, which browsers send to nobody, and leaves the address
 * bar and the history at once.
 */
export function useLinkToken(): string {
  const [token] = useState(() => tokenOf(location.hash));
  return token;
}

let taken = "";

function tokenOf(hash: string): string {
  const token = decodeURIComponent(hash.slice(1)).trim();
  if (token) {
    taken = token;
    history.replaceState(history.state, "", location.pathname + location.search);
  }
  return taken;
}
