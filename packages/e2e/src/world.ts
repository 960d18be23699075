import { ProficientClient as AdminClient } from "@proficient/admin";
import { ProficientClient } from "@proficient/client";
import { createProject, MODEL, type ProjectKeys } from "@proficient/testing";
import { inject } from "vitest";

/** A project with an active agent, and clients for it. */
export interface World {
  url: string;
  keys: ProjectKeys;
  admin: AdminClient;
  agentId: string;
  user(userExternalId: string, userHmac?: string): ProficientClient;
}

export async function world(greeting?: string): Promise<World> {
  const server = inject("server");
  const keys = await createProject(server);
  const admin = new AdminClient({ secretKey: keys.secret_key, baseUrl: server.url });
  const agent = await admin.agents.create({
    model: MODEL,
    displayName: "Ada",
    displayDescription: "Knows your orders and how to change them",
    ...(greeting && { greetingMessage: greeting, initialTurn: "agent" }),
  });
  await admin.agents.activate(agent.id);
  const user = (userExternalId: string, userHmac?: string) =>
    new ProficientClient({ apiKey: keys.publishable_key, userExternalId, userHmac, baseUrl: server.url });
  return { url: server.url, keys, admin, agentId: agent.id, user };
}
