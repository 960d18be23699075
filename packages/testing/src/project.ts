import { ProficientClient as AdminClient, type CreateAgentParams } from "@proficient/admin";
import { type ClientOptions, type Interaction, type Message, ProficientClient } from "@proficient/client";
import { inject } from "vitest";
import { createProject, MODEL, type ProjectKeys } from "./server.js";

/** A project with an active agent, and clients for it. */
export interface TestProject {
  /** The server's URL. */
  url: string;
  keys: ProjectKeys;
  admin: AdminClient;
  agentId: string;
  /** Returns a client that acts as a user. */
  user(userExternalId?: string, options?: Partial<ClientOptions>): ProficientClient;
  /** Creates an interaction and a user message in it. */
  createMessage(user: ProficientClient, content: string): Promise<{ interaction: Interaction; message: Message }>;
}

/** Creates a project on the shared server. */
export async function createTestProject(agent: Partial<CreateAgentParams> = {}): Promise<TestProject> {
  const server = inject("server");
  const keys = await createProject(server);
  const admin = new AdminClient({ secretKey: keys.secret_key, baseUrl: server.url });
  const { id: agentId } = await admin.agents.create({ model: MODEL, displayName: "Ada", ...agent });
  await admin.agents.activate(agentId);
  return {
    url: server.url,
    keys,
    admin,
    agentId,
    user: (userExternalId = "alice", options = {}) =>
      new ProficientClient({ apiKey: keys.publishable_key, userExternalId, baseUrl: server.url, ...options }),
    createMessage: async (user, content) => {
      const { interaction } = await user.interactions.create({ agentId });
      return { interaction, message: await user.messages.create({ interactionId: interaction.id, content }) };
    },
  };
}
