// Which conversation this tab shows, so that a reload shows it again. Only its ID is kept, and only in this tab.

const key = (agentId: string) => `proficient:${agentId}`;

export function remember(agentId: string, interactionId: string): void {
  try {
    sessionStorage.setItem(key(agentId), interactionId);
  } catch {
    // A page may have no storage: then the newest conversation is shown.
  }
}

export function recall(agentId: string): string | undefined {
  try {
    return sessionStorage.getItem(key(agentId)) ?? undefined;
  } catch {
    return undefined;
  }
}
