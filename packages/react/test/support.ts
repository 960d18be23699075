import { ProficientClient as AdminClient } from "@proficient/admin";
import { createProject, MODEL } from "@proficient/testing";
import { inject, vi } from "vitest";
import { Connection } from "../src/store/connection.js";
import { ConversationStore } from "../src/store/conversation.js";
import { InteractionsStore } from "../src/store/interactions.js";
import type { Store } from "../src/store/store.js";

/** A project with an active agent, and a user's connection to it. */
export async function world(agent: { greetingMessage?: string; initialTurn?: "user" | "agent" } = {}) {
  const server = inject("server");
  const keys = await createProject(server);
  const admin = new AdminClient({ secretKey: keys.secret_key, baseUrl: server.url });
  const { id: agentId } = await admin.agents.create({ model: MODEL, displayName: "Ada", ...agent });
  await admin.agents.activate(agentId);
  const connect = (userExternalId = "alice") =>
    new Connection({ baseUrl: server.url, apiKey: keys.publishable_key, userExternalId });
  const connection = connect();
  /** A conversation that begins with its first message. */
  const conversation = (options: { autoAsk?: boolean; interactionId?: string } = {}) => {
    const list = new InteractionsStore(connection, agentId);
    return new ConversationStore(connection, { create: list.create, ...options });
  };
  return { admin, agentId, connect, connection, conversation };
}

/** Waits until the state of a store is as wanted. */
export async function until<State extends object>(
  store: Store<State>,
  wanted: (state: State) => unknown,
): Promise<State> {
  await vi.waitUntil(() => wanted(store.get()), { timeout: 10_000, interval: 10 });
  return store.get();
}
