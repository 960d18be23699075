import type { CreateAgentParams } from "@proficient/admin";
import { createTestProject, type TestProject } from "@proficient/testing";
import { vi } from "vitest";
import { ConversationStore } from "../src/store/conversation.js";
import { Session } from "../src/store/session.js";
import type { Store } from "../src/store/store.js";

/** A project, and a user's session with it. */
export interface SessionProject extends TestProject {
  session: Session;
  createSession(userExternalId?: string): Session;
  /** Returns a conversation, by default a new one that begins with its first message. */
  conversation(options?: { autoAsk?: boolean; interactionId?: string }): ConversationStore;
}

export async function createSessionProject(agent: Partial<CreateAgentParams> = {}): Promise<SessionProject> {
  const project = await createTestProject(agent);
  const { url, keys, agentId } = project;
  const createSession = (userExternalId = "alice") =>
    new Session({ baseUrl: url, apiKey: keys.publishable_key, userExternalId });
  const session = createSession();
  const conversation: SessionProject["conversation"] = (options = {}) =>
    new ConversationStore(session, { agentId, ...options });
  return { ...project, session, createSession, conversation };
}

/** Waits until the state of a store satisfies a condition. */
export async function waitForState<State extends object>(
  store: Store<State>,
  condition: (state: State) => unknown,
): Promise<State> {
  await vi.waitUntil(() => condition(store.get()), { timeout: 10_000, interval: 10 });
  return store.get();
}
