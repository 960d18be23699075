// How many replies have arrived while the chat was closed. Kept for this tab, so that another page shows it too.
import type { Identity } from "./settings.js";

const key = (agentId: string) => `proficient:unread:${agentId}`;

export function loadUnread(agentId: string, { userExternalId }: Identity): number {
  try {
    const stored = JSON.parse(sessionStorage.getItem(key(agentId)) ?? "null") as { user: string; count: number } | null;
    return stored?.user === userExternalId && Number.isSafeInteger(stored.count) ? Math.max(0, stored.count) : 0;
  } catch {
    return 0; // blocked storage
  }
}

export function saveUnread(agentId: string, { userExternalId: user }: Identity, count: number): void {
  try {
    if (count === 0) sessionStorage.removeItem(key(agentId));
    else sessionStorage.setItem(key(agentId), JSON.stringify({ user, count }));
  } catch {
    // Blocked or full storage: only a reload loses the count.
  }
}
