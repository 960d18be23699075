// An example for each operation with our JavaScript clients. IDs are variables.
import { fields, type OpenApi, type Operation, operations, resolve, type Schema } from "./openapi.js";

/** A variable for each ID: by the field that takes it, or the part of the path before it. */
const IDS: Record<string, string> = {
  agent_id: "agentId",
  interaction_id: "interactionId",
  user_id: "userId",
  agents: "agentId",
  interactions: "interactionId",
  users: "userId",
  messages: "messageId",
};

/** Operations whose ID is that of a reply, not of a user's message. */
const OF_REPLIES = new Set(["streamMessage", "cancelMessage", "rateMessage"]);

/** Operations that the clients call differently. */
const METHODS: Record<string, string> = { createTurn: "create", rateMessage: "feedback", streamMessage: "resume" };

/** Fields that the clients fill in by themselves. */
const AUTOMATIC = new Set(["client_id"]);

/** Operations that the clients offer in a different resource from that of their tag. */
const RESOURCES: Record<string, string> = { createTurn: "turns" };

export interface Sample {
  client: "client" | "admin";
  source: string;
}

/** Returns a statement for each client that has the operation. */
export function samples(document: OpenApi, path: string, operation: Operation): Sample[] {
  const security = JSON.stringify(operation.security ?? []);
  const clients = [...(security.includes("client_key") ? ["client" as const] : [])];
  const all = [...clients, ...(security.includes('"admin"') ? ["admin" as const] : [])];
  return all.map((client) => ({ client, source: statement(document, path, operation, client) }));
}

/** Adds the samples and a short body to each operation, where renderers look for them. */
export function addSamples(document: OpenApi): void {
  for (const { path, operation } of operations(document)) {
    const body = operation.requestBody?.content["application/json"];
    if (body) {
      const entries = Object.entries(example(document, body.schema));
      body.example = Object.fromEntries(entries.map(([name, value]) => [name, value ?? `<${name}>`]));
    }
    const all = samples(document, path, operation);
    operation["x-codeSamples"] = all.map(({ client, source }) => ({
      lang: "TypeScript",
      label: client === "client" ? "@proficient/client" : "@proficient/admin",
      source,
    }));
  }
}

function statement(document: OpenApi, path: string, operation: Operation, client: string): string {
  const query = (operation.parameters ?? []).filter((parameter) => parameter.in === "query" && parameter.required);
  const body = operation.requestBody?.content["application/json"].schema;
  const values = [
    ...query.map(({ name }) => [name, undefined] as const),
    ...(body ? Object.entries(example(document, body)) : []),
  ].filter(([name]) => !AUTOMATIC.has(name));
  const id = path.includes("{id}") ? [idOf(path, operation)] : [];
  const options = values.length > 0 ? [literal(Object.fromEntries(values))] : [];
  const resource = RESOURCES[operation.operationId] ?? operation.tags[0]?.toLowerCase();
  const call = `${client}.${resource}.${method(operation)}(${[...id, ...options].join(", ")})`;
  if (operation.operationId === "streamMessage") return `for await (const text of ${call}.text()) console.log(text);`;
  return `console.log(await ${call});`;
}

function idOf(path: string, { operationId }: Operation): string {
  return OF_REPLIES.has(operationId) ? "replyId" : (IDS[path.split("/")[1] ?? ""] ?? "id");
}

/** Returns the clients' name of an operation: `updateAgentConfig` is `agents.updateConfig`. */
function method({ operationId, tags: [tag = ""] }: Operation): string {
  return METHODS[operationId] ?? operationId.replace(tag, "").replace(tag.replace(/s$/, ""), "");
}

/** Returns the required fields and those with an example. Fields without a value are IDs. */
function example(document: OpenApi, schema: Schema): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const { name, field, required } of fields(document, schema)) {
    const resolved = resolve(document, field);
    const inner = example(document, resolved);
    const value =
      field.example ?? resolved.example ?? resolved.enum?.[0] ?? (Object.keys(inner).length ? inner : undefined);
    const isOptionalChoice = resolved.enum !== undefined && !required;
    // The ID in the document's example does not exist.
    if (required || (value !== undefined && !isOptionalChoice)) object[name] = name in IDS ? undefined : value;
  }
  return object;
}

/** Returns an object literal with the clients' names of fields, on one line if it is short. */
function literal(object: Record<string, unknown>): string {
  const entries = Object.entries(object).map(([key, value]) => {
    const name = key.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
    if (value === undefined) return IDS[key] === name ? name : `${name}: ${IDS[key]}`;
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return `${name}: ${isObject ? literal(value as Record<string, unknown>) : JSON.stringify(value)}`;
  });
  const line = entries.join(", ");
  return line.length < 70 ? `{ ${line} }` : `{\n  ${entries.join(",\n  ")},\n}`;
}
