// Response types of the dashboard API. Times are milliseconds since the Unix epoch. agreement.ts checks them against
// openapi.ts, which is generated from the server.

export type Role = "owner" | "admin" | "developer" | "viewer";
export interface List<T> {
  data: T[];
  has_more: boolean;
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
  api: "chat_completions" | "responses";
  /** Headers that are sent with every request; their values are never shown. */
  header_names: string[];
  query: Record<string, string>;
  /** Seconds; `null` for the server's. */
  read_timeout: number | null;
  /** Seconds; `null` for the server's. */
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
  models: { id: string; connection: string; name: string }[];
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
  openai: {
    frequency_penalty: number | null;
    presence_penalty: number | null;
    temperature: number | null;
    top_p: number | null;
    max_tokens?: number;
    reasoning_effort?: ReasoningEffort;
    stop?: string[];
    seed?: number;
    extra?: Record<string, unknown>;
  };
  anthropic: {
    temperature: number | null;
    top_k: number | null;
    top_p: number | null;
    max_tokens?: number;
    thinking_budget?: number;
    stop?: string[];
    extra?: Record<string, unknown>;
  };
  /** Absent if none is set. */
  gemini?: {
    temperature?: number;
    top_p?: number;
    top_k?: number;
    max_tokens?: number;
    thinking_budget?: number;
    stop?: string[];
    seed?: number;
    extra?: Record<string, unknown>;
  };
  auto_title?: boolean;
  title_model?: string;
  warnings?: string[];
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
export interface InteractionRow {
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
  agent_name: string;
  user: User;
  failed_count: number;
  up_count: number;
  down_count: number;
  /** Start of the first user message. */
  preview: string;
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
  created_at: number;
  feedback?: { rating: "up" | "down" | ""; comment: string };
  model: string;
  usage: { input_tokens: number; output_tokens: number; estimated: boolean } | null;
  latency_ms: number | null;
  time_to_first_token_ms: number | null;
  error: { code: string; message: string } | null;
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
  models: (Metrics & { model: string })[];
}
export interface Price {
  /** `<connection>.<model>`, or `<connection>.` for all models of a connection without a price of their own. */
  model: string;
  /** US dollars per million tokens. */
  input: number;
  output: number;
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
