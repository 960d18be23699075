import { useMemo } from "react";
import { type AgentState, AgentStore } from "../store/agent.js";
import { useSession } from "./ProficientProvider.js";
import { useStore } from "./useStore.js";

/** The return value of `useAgent`. */
export type UseAgent = AgentState & Pick<AgentStore, "load">;

/** Returns an agent, as users see it. */
export function useAgent(agentId: string): UseAgent {
  const session = useSession();
  const store = useMemo(() => new AgentStore(session, agentId), [session, agentId]);
  return { ...useStore(store), load: store.load };
}
