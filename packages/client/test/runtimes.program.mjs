// Run by runtimes.test.ts in each runtime. Prints its results as JSON.
import { ProficientClient as AdminClient, userHmac } from "@proficient/admin";
import { ProficientClient, ProficientConnectionError, ResourceNotFoundError } from "@proficient/client";

const [url, apiKey, secretKey, hmacSecret] = process.argv.slice(2);
const userExternalId = "жена 😀";
const admin = new AdminClient({ secretKey, baseUrl: url });
const agent = await admin.agents.create({ model: "test.script" });
await admin.agents.activate(agent.id);

const options = { apiKey, userExternalId, userHmac: (id) => userHmac(hmacSecret, id) };
const client = new ProficientClient({ ...options, baseUrl: url });
const { interaction } = await client.interactions.create({ agentId: agent.id });
const user = await client.users.get(interaction.userId);
const content = JSON.stringify({ say: ["one ", "two"], pace: 100 });
const message = await client.messages.create({ interactionId: interaction.id, content });
const stream = client.messages.stream(message.id, { interactionId: interaction.id });
const events = [];
let lastEventId;
for await (const event of stream) {
  events.push(event.type);
  lastEventId ??= stream.lastEventId;
}
const resumed = await client.messages.resume(stream.messageId, { lastEventId }).finalMessage();

const aborted = await client.agents.list({}, { signal: AbortSignal.abort() }).catch((error) => error.name);
const timedOut = await client.messages
  .ask(message.id, { interactionId: interaction.id }, { timeout: 50 })
  .catch((error) => error.name);
const missing = await client.agents.get("ag_none").catch((error) => error instanceof ResourceNotFoundError);
const offline = new ProficientClient({ ...options, baseUrl: "http://127.0.0.1:1", maxRetries: 0 });
const unreachable = await offline.agents.list().catch((error) => error instanceof ProficientConnectionError);
const { externalId } = user;
console.log(JSON.stringify({ externalId, events, content: resumed.content, aborted, timedOut, missing, unreachable }));
