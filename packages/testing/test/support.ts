import { ProficientClient as AdminClient } from "@proficient/admin";
import { ProficientClient } from "@proficient/client";
import { createProject, MODEL, type ProjectKeys } from "@proficient/testing";
import { inject } from "vitest";

/** A project in which Alice talks to an agent, as the documents presume it. */
export interface World {
  url: string;
  keys: ProjectKeys;
  ids: { agentId: string; interactionId: string; messageId: string; replyId: string; userId: string };
  /** What stands in the documents for what differs. */
  values: Record<string, string>;
}

export async function world(): Promise<World> {
  const server = inject("server");
  const keys = await createProject(server);
  const baseUrl = server.url;
  const admin = new AdminClient({ baseUrl, secretKey: keys.secret_key });
  const agent = await admin.agents.create({ model: MODEL });
  await admin.agents.activate(agent.id);
  const alice = new ProficientClient({ baseUrl, apiKey: keys.publishable_key, userExternalId: "alice" });
  const { interaction } = await alice.interactions.create({ agentId: agent.id });
  const message = await alice.messages.create({ interactionId: interaction.id, content: "Hello!" });
  const reply = await alice.messages.ask(message.id, { interactionId: interaction.id });
  return {
    url: baseUrl,
    keys,
    ids: {
      agentId: agent.id,
      interactionId: interaction.id,
      messageId: message.id,
      replyId: reply.id,
      userId: interaction.userId,
    },
    values: {
      "http://localhost:8080": baseUrl,
      "pk_...": keys.publishable_key,
      "sk_...": keys.secret_key,
      "hsec_...": keys.hmac_secret,
    },
  };
}
