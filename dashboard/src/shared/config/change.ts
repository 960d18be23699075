import type { AgentConfig } from "../../api/types";

/** The editable part of a configuration. */
export type Config = Omit<AgentConfig, "object" | "agent_id">;
/** The changed fields, as the server expects them; in the settings `null` unsets a value. */
export type ConfigChange = Partial<Omit<Config, "openai" | "anthropic">> & {
  openai?: Partial<Config["openai"]>;
  anthropic?: Partial<Config["anthropic"]>;
};

const PLAIN = ["model", "fallback_models", "system_message", "greeting_message", "initial_turn"] as const;
const SETTINGS = ["openai", "anthropic"] as const;

/** Labels of the fields. */
export const FIELD_NAMES: Record<string, string> = {
  model: "Model",
  fallback_models: "Fallback models",
  system_message: "System message",
  greeting_message: "Greeting",
  initial_turn: "Who speaks first",
  "openai.temperature": "Temperature",
  "openai.top_p": "Top P",
  "openai.frequency_penalty": "Frequency penalty",
  "openai.presence_penalty": "Presence penalty",
  "anthropic.temperature": "Temperature (Anthropic)",
  "anthropic.top_p": "Top P (Anthropic)",
  "anthropic.top_k": "Top K (Anthropic)",
};

export function fieldName(field: string): string {
  return FIELD_NAMES[field] ?? field;
}

/** Returns the editable part. */
export function editable(config: AgentConfig): Config {
  const { model, fallback_models, system_message, greeting_message, initial_turn, openai, anthropic } = config;
  return { model, fallback_models, system_message, greeting_message, initial_turn, openai, anthropic };
}

/** Returns all fields by name, such as `openai.top_p`, with their values as text. */
export function fields(config: Config): Map<string, string> {
  const all = new Map<string, string>();
  for (const field of PLAIN) {
    const value = config[field];
    all.set(field, Array.isArray(value) ? value.join("\n") : (value as string));
  }
  for (const group of SETTINGS) {
    for (const [name, value] of Object.entries(config[group]))
      all.set(
        `${group}.${name}`,
        value === null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value),
      );
  }
  return all;
}

/** Returns the names of the fields that differ. */
export function changedFields(before: Config, after: Config): string[] {
  const old = fields(before);
  return [...fields(after)].filter(([name, value]) => old.get(name) !== value).map(([name]) => name);
}

/** Returns the change that turns `before` into `after`. */
export function changeOf(before: Config, after: Config): ConfigChange {
  const change: ConfigChange = {};
  for (const field of changedFields(before, after)) {
    const [group, name] = field.split(".");
    if (name === undefined) Object.assign(change, { [field]: after[field as keyof Config] });
    else {
      const of = group as (typeof SETTINGS)[number];
      change[of] = { ...change[of], [name]: (after[of] as Record<string, unknown>)[name] };
    }
  }
  return change;
}

/** Applies a change. */
export function applyChange(config: Config, change: ConfigChange): Config {
  return {
    ...config,
    ...change,
    openai: { ...config.openai, ...change.openai },
    anthropic: { ...config.anthropic, ...change.anthropic },
  };
}
