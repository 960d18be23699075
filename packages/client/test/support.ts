import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { ProficientClient as AdminClient } from "@proficient/admin";
import { type ClientOptions, type Interaction, type Message, ProficientClient } from "@proficient/client";
import { createProject, listen, MODEL, type ProjectKeys } from "@proficient/testing";
import { inject } from "vitest";

/** A project with an active agent, and clients for it. */
export interface World {
  url: string;
  keys: ProjectKeys;
  admin: AdminClient;
  agentId: string;
  user(userExternalId?: string, options?: Partial<ClientOptions>): ProficientClient;
}

export async function world(): Promise<World> {
  const server = inject("server");
  const keys = await createProject(server);
  const admin = new AdminClient({ secretKey: keys.secret_key, baseUrl: server.url });
  const agent = await admin.agents.create({ model: MODEL, displayName: "Ada" });
  await admin.agents.activate(agent.id);
  const user = (userExternalId = "alice", options: Partial<ClientOptions> = {}) =>
    new ProficientClient({ apiKey: keys.publishable_key, userExternalId, baseUrl: server.url, ...options });
  return { url: server.url, keys, admin, agentId: agent.id, user };
}

/** A conversation in which something was said. */
export async function said(
  client: ProficientClient,
  agentId: string,
  content: string,
): Promise<{ interaction: Interaction; message: Message }> {
  const { interaction } = await client.interactions.create({ agentId });
  return { interaction, message: await client.messages.create({ interactionId: interaction.id, content }) };
}

/** A server that answers as told, and counts. */
export async function stub(answer: (request: IncomingMessage, response: ServerResponse, count: number) => void) {
  const requests: IncomingMessage[] = [];
  const server = await listen(
    createServer((request, response) => {
      requests.push(request);
      answer(request, response, requests.length);
    }),
  );
  const client = (options: Partial<ClientOptions> = {}) =>
    new ProficientClient({ apiKey: "pk_1", userExternalId: "alice", baseUrl: server.url, ...options });
  return { ...server, requests, client };
}

/** An answer of the API. */
export function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "Content-Type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}
