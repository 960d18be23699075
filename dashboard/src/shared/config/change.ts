import type { AgentConfig, ReasoningEffort } from "../../api/types";

/** The settings of the providers' APIs. */
export const PROTOCOLS = ["openai", "anthropic", "gemini"] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** The settings of one provider's API. `null` and empty values are unset. */
export interface ProviderSettings {
  temperature: number | null;
  top_p: number | null;
  top_k: number | null;
  frequency_penalty: number | null;
  presence_penalty: number | null;
  max_tokens: number | null;
  reasoning_effort: ReasoningEffort | null;
  thinking_budget: number | null;
  seed: number | null;
  stop: string[];
  /** A JSON object as text, which may be invalid while it is edited. */
  extra: string;
}
type SettingName = keyof ProviderSettings;

/** The editable part of a configuration. */
export interface Config
  extends Required<Omit<AgentConfig, "object" | "agent_id" | "warnings" | Protocol>>,
    Record<Protocol, ProviderSettings> {}

/** The changed fields, as the server expects them; in the settings `null` unsets a value. */
export type ConfigChange = Partial<Omit<Config, Protocol>> & Partial<Record<Protocol, Record<string, unknown>>>;

const PLAIN = [
  "model",
  "fallback_models",
  "system_message",
  "greeting_message",
  "initial_turn",
  "show_reasoning",
  "auto_title",
  "title_model",
] as const satisfies (keyof Config)[];

/** The settings that each API has. */
const SETTINGS: Record<Protocol, readonly SettingName[]> = {
  openai: [
    "temperature",
    "top_p",
    "frequency_penalty",
    "presence_penalty",
    "max_tokens",
    "reasoning_effort",
    "stop",
    "seed",
    "extra",
  ],
  anthropic: ["temperature", "top_p", "top_k", "max_tokens", "thinking_budget", "stop", "extra"],
  gemini: ["temperature", "top_p", "top_k", "max_tokens", "thinking_budget", "stop", "seed", "extra"],
};

const NAMES: Record<(typeof PLAIN)[number] | SettingName, string> = {
  model: "Model",
  fallback_models: "Fallback models",
  system_message: "System message",
  greeting_message: "Greeting",
  initial_turn: "Who speaks first",
  show_reasoning: "Show reasoning",
  auto_title: "Automatic titles",
  title_model: "Title model",
  temperature: "Temperature",
  top_p: "Top P",
  top_k: "Top K",
  frequency_penalty: "Frequency penalty",
  presence_penalty: "Presence penalty",
  max_tokens: "Maximum tokens",
  reasoning_effort: "Reasoning effort",
  thinking_budget: "Thinking budget",
  seed: "Seed",
  stop: "Stop sequences",
  extra: "Extra parameters",
};
const SUFFIXES: Record<Protocol, string> = { openai: "", anthropic: " (Anthropic)", gemini: " (Gemini)" };

/** Returns the label of a field, such as `openai.top_p`. */
export function fieldName(field: string): string {
  const [group, setting] = field.split(".");
  const name = NAMES[(setting ?? group) as SettingName] ?? field;
  return setting === undefined ? name : `${name}${SUFFIXES[group as Protocol] ?? ""}`;
}

const UNSET: ProviderSettings = {
  temperature: null,
  top_p: null,
  top_k: null,
  frequency_penalty: null,
  presence_penalty: null,
  max_tokens: null,
  reasoning_effort: null,
  thinking_budget: null,
  seed: null,
  stop: [],
  extra: "",
};

/** A configuration without anything. */
export const EMPTY_CONFIG: Config = {
  model: "",
  fallback_models: [],
  system_message: "",
  greeting_message: "",
  initial_turn: "user",
  show_reasoning: true,
  auto_title: false,
  title_model: "",
  openai: UNSET,
  anthropic: UNSET,
  gemini: UNSET,
};

/** Returns the editable part, with a value for every setting. */
export function editable(config: AgentConfig): Config {
  const { model, fallback_models, system_message, greeting_message, initial_turn, show_reasoning } = config;
  const { auto_title = false, title_model = "" } = config;
  const settings = (protocol: Protocol): ProviderSettings => {
    const { extra, ...others } = config[protocol] ?? {};
    return { ...UNSET, ...others, extra: extra && Object.keys(extra).length > 0 ? JSON.stringify(extra, null, 2) : "" };
  };
  return {
    model,
    fallback_models,
    system_message,
    greeting_message,
    initial_turn,
    show_reasoning,
    auto_title,
    title_model,
    openai: settings("openai"),
    anthropic: settings("anthropic"),
    gemini: settings("gemini"),
  };
}

/** Parses extra parameters. Returns what is wrong with them, or the object; `null` if there are none. */
export function parseExtra(text: string): { error: string } | { value: Record<string, unknown> | null } {
  if (!text.trim()) return { value: null };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { error: `Not valid JSON: ${(error as Error).message}` };
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return { error: 'Must be a JSON object, such as {"service_tier": "flex"}' };
  return { value: Object.keys(value).length > 0 ? (value as Record<string, unknown>) : null };
}

const ESCAPES: Record<string, string> = { "\n": "\\n", "\r": "\\r", "\\": "\\\\" };
const UNESCAPED: Record<string, string> = { "\\n": "\n", "\\r": "\r", "\\\\": "\\" };

/** Writes stop sequences one per line. In each of them, a line break is `\n` and a backslash `\\`. */
export function stopText(stop: readonly string[]): string {
  return stop.map((one) => one.replace(/[\n\r\\]/g, (character) => ESCAPES[character] ?? character)).join("\n");
}

/** Reads what `stopText` writes. */
export function parseStop(text: string): string[] {
  if (text === "") return [];
  return text.split("\n").map((line) => line.replace(/\\[nr\\]/g, (escaped) => UNESCAPED[escaped] ?? escaped));
}

/** Returns the first field whose value cannot be sent, and why. */
export function invalidField(config: Config): { field: string; message: string } | null {
  for (const protocol of PROTOCOLS) {
    const parsed = parseExtra(config[protocol].extra);
    if ("error" in parsed) return { field: `${protocol}.extra`, message: parsed.error };
  }
  return null;
}

/** Returns all fields by name, such as `openai.top_p`, with their values as text. */
export function fields(config: Config): Map<string, string> {
  const all = new Map<string, string>();
  for (const field of PLAIN) all.set(field, textOf(config[field]));
  for (const protocol of PROTOCOLS) {
    for (const name of SETTINGS[protocol]) all.set(`${protocol}.${name}`, textOf(config[protocol][name]));
  }
  return all;
}

function textOf(value: string | number | boolean | string[] | null): string {
  if (Array.isArray(value)) return stopText(value);
  if (typeof value === "boolean") return value ? "on" : "off";
  return value === null ? "" : String(value);
}

/** Returns the names of the fields that differ. */
export function changedFields(before: Config, after: Config): string[] {
  const old = fields(before);
  return [...fields(after)].filter(([name, value]) => old.get(name) !== value).map(([name]) => name);
}

/** Returns the change that turns `before` into `after`. Leaves out what cannot be sent. */
export function changeOf(before: Config, after: Config): ConfigChange {
  const change: ConfigChange = {};
  for (const field of changedFields(before, after)) {
    const [group, name] = field.split(".") as [Protocol, SettingName | undefined];
    if (name === undefined) Object.assign(change, { [field]: after[field as keyof Config] });
    else {
      const value = sentValue(after[group], name);
      if (value !== undefined) change[group] = { ...change[group], [name]: value };
    }
  }
  return change;
}

/** Returns a setting as the server expects it; `undefined` if it is invalid. */
function sentValue(settings: ProviderSettings, name: SettingName): unknown {
  if (name === "stop") {
    const stop = settings.stop.filter((line) => line !== "");
    return stop.length > 0 ? stop : null;
  }
  if (name !== "extra") return settings[name];
  const parsed = parseExtra(settings.extra);
  return "error" in parsed ? undefined : parsed.value;
}

/** Reapplies to `onto` the changes that turn `before` into `after`. */
export function rebased(before: Config, after: Config, onto: Config): Config {
  const result: Config = { ...onto };
  for (const field of changedFields(before, after)) {
    const [group, name] = field.split(".") as [Protocol, SettingName | undefined];
    if (name === undefined) Object.assign(result, { [field]: after[field as keyof Config] });
    else result[group] = { ...result[group], [name]: after[group][name] };
  }
  return result;
}
