// The objects that only the Admin API has, from the specification.
import type { CamelCased, Known, Message, Page, Schemas, Side } from "@proficient/core";

/** The settings of the model that an agent asks; `null` is not sent to the provider. */
export type OpenAiSettings = Required<CamelCased<Schemas["OpenAi"]>>;
/** Likewise for Anthropic's models; -1 is not sent either. */
export type AnthropicSettings = Required<CamelCased<Schemas["Anthropic"]>>;

/** How an agent replies. */
export type AgentConfig = Known<
  "AgentConfig",
  { object: "agent_config"; initialTurn: Side; openai: OpenAiSettings; anthropic: AnthropicSettings }
>;

/** How a message came to be: the model, the tokens, the time, the error. */
export type Monitoring = Required<CamelCased<Schemas["Monitoring"]>>;

/** A message, and how it came to be. */
export type MonitoredMessage = Message & Monitoring;

/** Your users, agents and conversations, and who may ask for them. */
export type Project = Known<"Project", { object: "project" }>;

/** A model that an agent's configuration can name. */
export type Model = Known<"Model", { object: "model" }>;

/** A connection to a provider, and whether it listed its models. */
export type Connection = Known<"Connection", { object: "connection"; status: "ok" | "failed" }>;

/** The models, and the connections that they come from. */
export interface Models extends Page<Model> {
  connections: Connection[];
}

export type CreateAgentParams = CamelCased<Schemas["CreateAgent"]>;
export type UpdateAgentParams = CamelCased<Schemas["UpdateAgent"]>;
export type UpdateAgentConfigParams = CamelCased<Schemas["UpdateAgentConfig"]>;
export type CreateUserParams = CamelCased<Schemas["CreateUser"]>;
export type UpdateProjectParams = CamelCased<Schemas["UpdateProject"]>;
