// Type-level tests, checked by tsc. They have no effect at run time.
import {
  ProficientClient as AdminClient,
  type AgentConfig,
  type MonitoredMessage,
  type Project,
} from "@proficient/admin";
import {
  type Agent,
  type CreatedInteraction,
  type Interaction,
  type Message,
  type MessagePart,
  type Page,
  ProficientClient,
  type ReplyEvent,
  type ReplyStream,
  type Turn,
  type TurnEvent,
  type TurnStream,
  type User,
} from "@proficient/client";
import { expectTypeOf, it } from "vitest";

const client = new ProficientClient({ apiKey: "pk_1", userExternalId: async () => "alice", userHmac: (id) => `${id}` });
const admin = new AdminClient({ secretKey: () => "sk_1" });

it("objects have camelCase fields of the right types", () => {
  expectTypeOf<Agent["displayName"]>().toEqualTypeOf<string>();
  expectTypeOf<Agent["object"]>().toEqualTypeOf<"agent">();
  expectTypeOf<Message["parentId"]>().toEqualTypeOf<string | null>();
  expectTypeOf<Message["sentBy"]>().toEqualTypeOf<"user" | "agent">();
  expectTypeOf<Message["status"]>().toEqualTypeOf<"completed" | "in_progress" | "cancelled" | "failed">();
  expectTypeOf<NonNullable<Message["feedback"]>["rating"]>().toEqualTypeOf<"up" | "down">();
  expectTypeOf<Interaction["totalMessageCount"]>().toEqualTypeOf<number>();
  expectTypeOf<User["externalId"]>().toEqualTypeOf<string>();
  expectTypeOf<AgentConfig["openai"]["frequencyPenalty"]>().toEqualTypeOf<number | null>();
  expectTypeOf<MonitoredMessage["latencyMs"]>().toEqualTypeOf<number | null>();
  expectTypeOf<MonitoredMessage>().toExtend<Message>();
  expectTypeOf<Project["allowedOrigins"]>().toEqualTypeOf<string[]>();
  expectTypeOf<Agent>().not.toHaveProperty("display_name");
});

it("methods have the right parameter and return types", () => {
  expectTypeOf(client.agents.list).returns.resolves.toEqualTypeOf<Page<Agent>>();
  expectTypeOf(client.interactions.create).returns.resolves.toEqualTypeOf<CreatedInteraction>();
  expectTypeOf(client.interactions.iterate).returns.toExtend<AsyncIterable<Interaction>>();
  expectTypeOf(client.interactions.create).parameter(0).toEqualTypeOf<{ agentId: string; clientId?: string | null }>();
  expectTypeOf(client.interactions.update).parameter(1).toExtend<{ name?: string | null; archived?: boolean | null }>();
  expectTypeOf(client.messages.create).parameter(0).toEqualTypeOf<{
    interactionId: string;
    content: string;
    parentId?: string | null;
    clientId?: string | null;
  }>();
  expectTypeOf(client.turns.create).returns.resolves.toEqualTypeOf<Turn>();
  expectTypeOf(client.turns.stream).returns.toEqualTypeOf<TurnStream>();
  expectTypeOf(client.messages.ask).returns.resolves.toEqualTypeOf<Message>();
  expectTypeOf(client.messages.stream).returns.toEqualTypeOf<ReplyStream>();
  expectTypeOf(client.messages.feedback).parameter(1).toExtend<{ rating: "up" | "down" | null }>();
  expectTypeOf(admin.agents.updateConfig).returns.resolves.toEqualTypeOf<AgentConfig>();
  expectTypeOf(admin.project.get).returns.resolves.toEqualTypeOf<Project>();
  // @ts-expect-error: a user's client cannot list users.
  client.users.list;
  // @ts-expect-error: the model is required.
  () => admin.agents.create({});
  // @ts-expect-error: there is no such field.
  () => client.interactions.create({ agentId: "ag_1", name: "x" });
  // @ts-expect-error: the user is required.
  () => new ProficientClient({ apiKey: "pk_1" });
});

it("events are discriminated by their type", () => {
  const event = {} as ReplyEvent;
  if (event.type === "message.delta") expectTypeOf(event.delta).toEqualTypeOf<string>();
  else if (event.type === "message.part") expectTypeOf(event.part).toEqualTypeOf<MessagePart>();
  else if (event.type !== "message.reasoning_delta") expectTypeOf(event.message).toEqualTypeOf<Message>();
  if (event.type === "message.failed") expectTypeOf(event.error).toEqualTypeOf<{ code: string; message: string }>();
  const turnEvent = {} as TurnEvent;
  if (turnEvent.type === "interaction.created") expectTypeOf(turnEvent.interaction).toEqualTypeOf<Interaction>();
  // @ts-expect-error: only deltas have `delta`.
  if (event.type === "message.created") event.delta;
});
