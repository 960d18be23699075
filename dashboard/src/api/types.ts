// What the dashboard's own API answers. Times are milliseconds since the Unix epoch. (Provisional: becomes re-exports of
// the types generated from the server's specification, same names.)

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
  operator: boolean;
  created_at: number;
}
/** `operator`: the one who set the server up; owner in every project. */
export interface Session {
  object: "session";
  member: Member | null;
  setup_required: boolean;
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
  /** Whether an older HMAC secret is still valid beside the new one. */
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
  /** Client requests of the last 24 hours. `retiring`: those of `valid` that were proved with the older secret. */
  last_24_hours: { valid: number; missing: number; wrong: number; retiring: number };
}
export interface HmacSecret {
  object: "hmac_secret";
  secret: string /** "" if none is retiring */;
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
  /** Shown this once. */ key: string;
}

export type ConnectionKind = "openai" | "anthropic" | "gemini" | "openai_compatible" | "local" | "demo";
/** `source: "server"`: of the server's configuration, cannot be changed here; its id is "". */
export interface Connection {
  id: string;
  object: "connection";
  name: string;
  kind: ConnectionKind;
  base_url: string;
  has_key: boolean;
  source: "project" | "server";
  created_at: number | null;
  updated_at: number | null;
}
export interface ConnectionTest {
  object: "connection_test";
  ok: boolean /** full names without the connection */;
  models: string[] /** "" if ok */;
  error: string;
  latency_ms: number;
}
export interface Models {
  object: "models";
  models: { id: string; connection: string; name: string }[];
  connections: {
    name: string;
    kind: ConnectionKind;
    source: "project" | "server" /** "" if its models could be listed */;
    error: string;
  }[];
  /** Retired names, and what is sent instead. */
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
  /** Shown this once. */ link: string;
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
  created_at: number;
  updated_at: number;
}
export interface AgentRow extends Agent {
  model: string /** Of the last 7 days. */;
  traffic: {
    interactions: number;
    replies: number;
    failures: number /** replies per day, oldest first, 7 */;
    days: number[];
  };
}
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
  };
  anthropic: { temperature: number | null; top_k: number | null; top_p: number | null };
}
/** The configuration and which version of it is in force. */
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
  restored_from: number | null /** of the version before */;
  changed: string[];
  config: AgentConfig;
}
export interface Preview {
  object: "preview";
  text: string;
  error: { message: string; line: number | null; column: number | null } | null;
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
  model: string /** the unsaved configuration was used */;
  draft: boolean;
  system: string;
  turns: { role: "user" | "agent"; content: string }[];
  settings: Record<string, number | null>;
}

// --- people and conversations ------------------------------------------------------------------------------------------------
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
  down_count: number /** of the first message of the user */;
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
  /** US dollars; null where the model has no price. */ cost: number | null;
  /** Whether its user sees it. */ listed: boolean /** Whether /trace has something. */;
  traced: boolean;
}

// --- figures -----------------------------------------------------------------------------------------------------------------
export interface Figure {
  interactions: number /** of users */;
  messages: number;
  replies: number;
  failures: number;
  cancelled: number;
  active_users: number;
  input_tokens: number;
  output_tokens: number /** US dollars */;
  cost: number /** replies whose model has no price */;
  unpriced: number;
  up: number;
  down: number;
  ttft_p50_ms: number | null;
  ttft_p95_ms: number | null;
}
export interface Figures {
  object: "figures";
  from: number;
  to: number;
  step: "hour" | "day" /** until when everything is counted */;
  counted_until: number;
  totals: Figure;
  series: (Figure & { start: number })[];
  agents: (Figure & { agent_id: string; name: string })[];
  models: (Figure & { model: string })[];
}
export interface Price {
  model: string /** US dollars for a million tokens */;
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
  /** JSON values; secrets never. */ changes: { field: string; before: unknown; after: unknown }[];
  ip: string;
  user_agent: string;
}
