import { type Appearance, ProficientClient } from "@proficient/client";
import { useEffect, useState } from "react";
import type { ConnectionSettings } from "../store/session.js";

/** How long a chat's button waits for its appearance, in milliseconds. */
const PATIENCE = 3_000;

/**
 * Loads once how an agent appears, for what is shown before the chat is opened. Until then, returns `undefined`. If it
 * fails or takes more than three seconds, nothing is set.
 */
export function useAppearance(connection: ConnectionSettings, agentId: string): Appearance | undefined {
  const [appearance, setAppearance] = useState<Appearance>();
  const { baseUrl, apiKey, userExternalId, userHmac } = connection;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new function is no reason to load it again.
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const client = new ProficientClient({ baseUrl, apiKey, userExternalId, userHmac });
    const timer = setTimeout(() => setAppearance((loaded) => loaded ?? {}), PATIENCE);
    client.agents.get(agentId, { signal }).then(
      (agent) => setAppearance(agent.appearance ?? {}),
      () => signal.aborted || setAppearance((loaded) => loaded ?? {}),
    );
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [baseUrl, apiKey, userExternalId, agentId]);
  return appearance;
}
