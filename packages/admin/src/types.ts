// The objects that only the Admin API has, derived from its specification.
import type { ApiObject, CamelCased, Message, Page, Schemas, Side } from "@proficient/core";

/** A type whose fields `Names` are always present. */
type With<T, Names extends keyof T> = T & Required<Pick<T, Names>>;

/** Model settings for OpenAI-compatible providers. What is absent or `null` is not sent to the provider. */
export type OpenAiSettings = With<
  CamelCased<Schemas["OpenAi"]>,
  "frequencyPenalty" | "presencePenalty" | "temperature" | "topP"
>;
/** Model settings for Anthropic. What is absent, `null` or -1 is not sent to the provider. */
export type AnthropicSettings = With<CamelCased<Schemas["Anthropic"]>, "temperature" | "topK" | "topP">;

/** An agent's configuration, which determines how it replies. */
export type AgentConfig = ApiObject<
  "AgentConfig",
  { object: "agent_config"; initialTurn: Side; openai: OpenAiSettings; anthropic: AnthropicSettings }
>;

/** How a message was generated: model, tokens, latency, error. */
export type Monitoring = Required<CamelCased<Schemas["Monitoring"]>>;

/** A message with monitoring data. */
export type MonitoredMessage = Message & Monitoring;

/** A project: its users, agents and conversations, and who may access them. */
export type Project = ApiObject<"Project", { object: "project" }>;

/** A model that an agent can use. */
export type Model = ApiObject<"Model", { object: "model" }>;

/** A connection to a provider, and whether listing its models succeeded. */
export type Connection = ApiObject<"Connection", { object: "connection"; status: "ok" | "failed" }>;

/** The models and the connections they come from. */
export interface Models extends Page<Model> {
  connections: Connection[];
}

export type CreateAgentParams = CamelCased<Schemas["CreateAgent"]>;
export type UpdateAgentParams = CamelCased<Schemas["UpdateAgent"]>;
export type UploadAgentImageParams = CamelCased<Schemas["UploadImage"]>;
export type UpdateAgentConfigParams = CamelCased<Schemas["UpdateAgentConfig"]>;
export type CreateUserParams = CamelCased<Schemas["CreateUser"]>;
export type UpdateProjectParams = CamelCased<Schemas["UpdateProject"]>;
