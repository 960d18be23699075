// Response types of the dashboard API. Times are milliseconds since the Unix epoch. agreement.ts checks them against
// openapi.ts, which is generated from the server.

export type Role = "owner" | "admin" | "developer" | "viewer";
export interface List<T> {
  data: T[];
  has_more: boolean;
  /** Where the next page starts; empty if there is none. */
  next_cursor: string;
}

// --- session -------------------------------------------------------------------------------------------------------
export interface Member {
  id: string;
  object: "member";
  name: string;
  email: string;
  /** Set up the server; an owner of every project. */
  operator: boolean;
  created_at: number;
}
export interface Session {
  object: "session";
  member: Member | null;
  setup_required: boolean;
  /** Whether the server can send email. */
  mail: boolean;
}
export interface InvitationLook {
  object: "invitation_look";
  project_name: string;
  role: Role;
  email: string;
  invited_by: string;
  has_account: boolean;
}

// --- projects --------------------------------------------------------------------------------------------------------
export interface ProjectSummary {
  id: string;
  object: "project_summary";
  name: string;
  role: Role;
  created_at: number;
}
export interface Project {
  id: string;
  object: "project";
  name: string;
  role: Role;
  publishable_key: string;
  hmac_enabled: boolean;
  /** Whether the previous HMAC secret is still valid. */
  hmac_retiring: boolean;
  hmac_rotated_at: number | null;
  allowed_origins: string[];
  created_at: number;
  updated_at: number;
}
export interface HmacState {
  object: "hmac";
  enabled: boolean;
  retiring: boolean;
  rotated_at: number | null;
  /** Client requests in the last 24 hours. `retiring`: those among `valid` that used the previous secret. */
  last_24_hours: { valid: number; missing: number; wrong: number; retiring: number };
}
export interface HmacSecret {
  object: "hmac_secret";
  secret: string;
  /** The previous secret; "" if it is no longer valid. */
  retiring_secret: string;
}
export interface SecretKey {
  id: string;
  object: "secret_key";
  name: string;
  prefix: string;
  created_at: number;
  last_used_at: number | null;
}
export interface NewSecretKey extends SecretKey {
  /** Sent only in this response. */
  key: string;
}

export type ConnectionKind = "openai" | "anthropic" | "gemini" | "openai_compatible" | "local" | "demo";
export interface Connection {
  id: string;
  object: "connection";
  name: string;
  kind: ConnectionKind;
  base_url: string;
  has_key: boolean;
  /** Which of OpenAI's APIs is called. */
  api: "chat_completions" | "responses";
  /** The headers' values are never sent. */
  header_names: string[];
  query: Record<string, string>;
  /** Seconds; `null` for the server's setting. */
  read_timeout: number | null;
  reply_timeout: number | null;
  /** `server`: from the server's configuration and read-only; its `id` is "". */
  source: "project" | "server";
  created_at: number | null;
  updated_at: number | null;
}
export interface ConnectionTest {
  object: "connection_test";
  ok: boolean;
  /** Names without the connection. */
  models: string[];
  /** "" if `ok`. */
  error: string;
  latency_ms: number;
}
export interface Models {
  object: "models";
  models: {
    id: string;
    connection: string;
    name: string;
    /** Tokens. */
    context_window: number;
    /** US dollars per million tokens; `null` if the model has no price. */
    input_price: number | null;
    output_price: number | null;
    recommended: boolean;
  }[];
  connections: {
    name: string;
    kind: ConnectionKind;
    source: "project" | "server";
    /** "" if its models were listed. */
    error: string;
  }[];
  /** Retired names and their replacements. */
  aliases: { name: string; sent_as: string }[];
}

// --- members -----------------------------------------------------------------------------------------------------------
export interface ProjectMember {
  id: string;
  object: "project_member";
  name: string;
  email: string;
  role: Role;
  operator: boolean;
  joined_at: number;
  last_seen_at: number | null;
}
export interface Invitation {
  id: string;
  object: "invitation";
  email: string;
  role: Role;
  invited_by: string;
  created_at: number;
  expires_at: number;
}
export interface NewInvitation extends Invitation {
  /** Sent only in this response. */
  link: string;
  mailed: boolean;
}

// --- agents ------------------------------------------------------------------------------------------------------------
export interface Agent {
  id: string;
  object: "agent";
  active: boolean;
  name: string;
  description: string;
  display_name: string;
  display_description: string;
  appearance: Appearance;
  created_at: number;
  updated_at: number;
}
/** How an agent appears in the chat. In an update, `null` clears a field. */
export interface Appearance {
  welcome_title?: string | null;
  welcome_text?: string | null;
  starters?: string[] | null;
  /** An `https` URL, or a path on this server. */
  avatar_url?: string | null;
  logo_url?: string | null;
  colors?: {
    accent?: string | null;
    background?: string | null;
    text?: string | null;
    dark_accent?: string | null;
    dark_background?: string | null;
    dark_text?: string | null;
  } | null;
  side?: "left" | "right" | null;
  offset_x?: number | null;
  offset_y?: number | null;
  launcher_icon?: "chat" | "question" | "sparkles" | "avatar" | null;
  launcher_label?: string | null;
  theme?: "auto" | "light" | "dark" | null;
  feedback_question?: string | null;
  languages?: ("en" | "de" | "fr" | "es" | "pt" | "ja")[] | null;
}
export interface AgentRow extends Agent {
  model: string;
  /** The last 7 days. */
  traffic: {
    interactions: number;
    replies: number;
    failures: number;
    /** Replies per day, oldest first; 7 entries. */
    days: number[];
  };
}
export type ReasoningEffort = "none" | "minimal" | "low" | "medium" | "high" | "xhigh" | "max";
export interface AgentConfig {
  object: "agent_config";
  agent_id: string;
  model: string;
  fallback_models: string[];
  system_message: string;
  greeting_message: string;
  initial_turn: "user" | "agent";
  /** Whether users see what the model thinks. */
  show_reasoning: boolean;
  /** Whether a model names conversations. Absent if not. */
  auto_title?: boolean;
  /** The model that does. Absent if it is `model`. */
  title_model?: string;
  openai: CommonSettings & {
    frequency_penalty: number | null;
    presence_penalty: number | null;
    temperature: number | null;
    top_p: number | null;
    reasoning_effort?: ReasoningEffort | null;
    seed?: number | null;
  };
  anthropic: CommonSettings & {
    temperature: number | null;
    top_k: number | null;
    top_p: number | null;
    thinking_budget?: number | null;
  };
  /** Absent if none is set. */
  gemini?:
    | (CommonSettings & {
        temperature?: number | null;
        top_k?: number | null;
        top_p?: number | null;
        thinking_budget?: number | null;
        seed?: number | null;
      })
    | null;
  /** What will probably not work as intended. */
  warnings?: string[];
}
/** Settings of all providers. Absent if unset. */
export interface CommonSettings {
  max_tokens?: number | null;
  stop?: string[];
  /** Merged into each request. */
  extra?: Record<string, unknown>;
}
/** The live configuration and its version. */
export interface VersionedConfig extends AgentConfig {
  version: number;
}
export interface Author {
  kind: "member" | "key" | "system";
  id: string;
  name: string;
}
export interface ConfigVersion {
  object: "config_version";
  number: number;
  author: Author;
  created_at: number;
  restored_from: number | null;
  /** Fields that differ from the previous version. */
  changed: string[];
  config: AgentConfig;
}
export interface Preview {
  object: "preview";
  text: string;
  error: { message: string; line: number | null; column: number | null } | null;
  /** What will probably not work as intended, such as fields that do not exist. */
  warnings: string[];
}
export interface Deletion {
  object: "deletion";
  interactions: number;
  messages: number;
  users: number;
}

// --- playground ----------------------------------------------------------------------------------------------------------
export interface PlaygroundCredentials {
  object: "playground_credentials";
  publishable_key: string;
  external_id: string;
  hmac: string;
}
export interface Draft {
  object: "draft";
  agent_id: string;
  user_id: string;
  expires_at: number;
  config: AgentConfig;
}
export interface Trace {
  object: "trace";
  message_id: string;
  model: string;
  /** Whether the unsaved configuration was used. */
  draft: boolean;
  system: string;
  turns: { role: "user" | "agent"; content: string }[];
  settings: Record<string, unknown>;
}

// --- users and conversations -------------------------------------------------------------------------------------------------
export interface User {
  id: string;
  object: "user";
  external_id: string;
  first_name: string;
  last_name: string;
  live_mode: boolean;
  created_at: number;
  updated_at: number;
}
/** A user in a list. */
export interface UserRow extends User {
  interaction_count: number;
  message_count: number;
  last_active_at: number | null;
}
export interface InteractionRow {
  /** Where a search found its words. */
  found?: {
    /** Empty if they are in the conversation's name. */
    message_id: string;
    excerpt: { text: string; is_hit: boolean }[];
  };
  id: string;
  object: "interaction";
  agent_id: string;
  user_id: string;
  name: string;
  archived: boolean;
  initial_turn: "user" | "agent";
  total_message_count: number;
  created_at: number;
  updated_at: number;
  client_id: string;
  agent_name: string;
  user: User;
  failed_count: number;
  up_count: number;
  down_count: number;
  /** Start of the first user message. */
  preview: string;
}
/** A part of a message. There may be other types in the future. */
export type MessagePart =
  | { type: "text"; text: string }
  | { type: "reasoning"; text: string; duration_ms?: number | null }
  | ToolCallPart;
export interface ToolCallPart {
  type: "tool_call";
  id: string;
  name: string;
  /** May be empty. */
  title: string;
  arguments: Record<string, never>;
  state: "running" | "waiting" | "done" | "failed" | "denied";
  result: unknown;
  error: string;
}
export type FinishReason = "stop" | "length" | "content_filter" | "tool_calls" | "cancelled" | "error";
/** What a provider said when it failed. */
export interface ProviderError {
  /** `<connection>.<model>` */
  model: string;
  status: number | null;
  message: string;
}
export interface MonitoredMessage {
  id: string;
  object: "message";
  content: string;
  interaction_id: string;
  sent_by: "user" | "agent";
  depth: number;
  parent_id: string | null;
  status: "completed" | "in_progress" | "cancelled" | "failed";
  parts: MessagePart[];
  finish_reason: FinishReason | null;
  client_id: string;
  created_at: number;
  feedback?: { rating: "up" | "down" | ""; comment: string };
  model: string;
  usage: { input_tokens: number; output_tokens: number; estimated: boolean } | null;
  latency_ms: number | null;
  time_to_first_token_ms: number | null;
  error: { code: string; message: string } | null;
  provider_error: ProviderError | null;
  /** US dollars; `null` if the model has no price. */
  cost: number | null;
  /** Whether the user sees it. */
  listed: boolean;
  /** Whether `/trace` has the request. */
  traced: boolean;
}

// --- analytics ---------------------------------------------------------------------------------------------------------------
export interface Metrics {
  interactions: number;
  /** User messages. */
  messages: number;
  replies: number;
  failures: number;
  cancelled: number;
  /** Replies that a token limit or a content filter has cut. */
  cut_by_length: number;
  cut_by_filter: number;
  active_users: number;
  input_tokens: number;
  output_tokens: number;
  /** US dollars. */
  cost: number;
  /** Replies whose model has no price. */
  unpriced: number;
  up: number;
  down: number;
  ttft_p50_ms: number | null;
  ttft_p95_ms: number | null;
}
export interface ModelMetrics extends Metrics {
  model: string;
}
export interface Analytics {
  object: "analytics";
  from: number;
  to: number;
  step: "hour" | "day";
  /** Everything before this time is counted. */
  counted_until: number;
  totals: Metrics;
  series: (Metrics & { start: number })[];
  agents: (Metrics & { agent_id: string; name: string })[];
  models: ModelMetrics[];
}
export interface Price {
  /** `<connection>.<model>`, or `<connection>.` for all models of a connection without a price of their own. */
  model: string;
  /** US dollars per million tokens. */
  input: number;
  output: number;
  source: "project" | "server";
}

// --- audit -------------------------------------------------------------------------------------------------------------------
export interface AuditEntry {
  id: string;
  object: "audit_entry";
  at: number;
  actor: { kind: "member" | "key" | "cli" | "system"; id: string; name: string };
  action: string;
  target: { kind: string; id: string; name: string };
  /** JSON values, never secrets. */
  changes: { field: string; before: unknown; after: unknown }[];
  ip: string;
  user_agent: string;
}
