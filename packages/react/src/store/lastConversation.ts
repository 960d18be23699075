// Remembers which conversation this tab shows, so that a reload shows it again. Stores only its ID, only for this tab.

const key = (agentId: string) => `proficient:${agentId}`;

export function saveLastConversation(agentId: string, interactionId: string): void {
  try {
    sessionStorage.setItem(key(agentId), interactionId);
  } catch {
    // Storage can be blocked. A reload then shows the newest conversation.
  }
}

export function loadLastConversation(agentId: string): string | undefined {
  try {
    return sessionStorage.getItem(key(agentId)) ?? undefined;
  } catch {
    return undefined;
  }
}

export function forgetLastConversation(agentId: string): void {
  try {
    sessionStorage.removeItem(key(agentId));
  } catch {
    // Blocked storage holds nothing.
  }
}
