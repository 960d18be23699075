import { useBlocker } from "@tanstack/react-router";

/**
 * Blocks navigation that would lose unsaved changes. The agent page and the playground share them, so navigation between
 * the two is not blocked.
 */
export function useLeaveGuard(agent: string, isUnsaved: boolean, discard: () => void) {
  const blocker = useBlocker({
    shouldBlockFn: ({ next }) => isUnsaved && !keeps(next, agent),
    enableBeforeUnload: () => isUnsaved,
    withResolver: true,
  });
  const blocked = blocker.status === "blocked";
  return {
    asking: blocked,
    stay: () => blocked && blocker.reset(),
    async leave() {
      discard();
      if (blocked) blocker.proceed();
    },
  };
}

function keeps(next: { fullPath: string; params: unknown; search: unknown }, agent: string): boolean {
  if (next.fullPath === "/p/$projectId/agents/$agentId") return (next.params as { agentId?: string }).agentId === agent;
  return next.fullPath === "/p/$projectId/playground" && (next.search as { agent?: string }).agent === agent;
}
