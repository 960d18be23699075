import { useBlocker } from "@tanstack/react-router";
import { setUnsaved } from "./unsaved";

/**
 * Asks before unsaved changes are lost. The agent's page and the playground show the same changes, so the way from one to
 * the other loses nothing.
 */
export function useLeaving(agent: string, unsaved: boolean) {
  const blocker = useBlocker({
    shouldBlockFn: ({ next }) => unsaved && !keeps(next, agent),
    enableBeforeUnload: () => unsaved,
    withResolver: true,
  });
  const blocked = blocker.status === "blocked";
  return {
    asking: blocked,
    stay: () => blocked && blocker.reset(),
    async leave() {
      setUnsaved(agent, undefined);
      if (blocked) blocker.proceed();
    },
  };
}

function keeps(next: { fullPath: string; params: unknown; search: unknown }, agent: string): boolean {
  if (next.fullPath === "/p/$projectId/agents/$agentId") return (next.params as { agentId?: string }).agentId === agent;
  return next.fullPath === "/p/$projectId/playground" && (next.search as { agent?: string }).agent === agent;
}
