import type { ConnectionKind } from "../../api/types";

/** Provider kinds with their labels and default base URLs. */
export const KINDS: Record<ConnectionKind, { label: string; baseUrl: string }> = {
  openai: { label: "OpenAI", baseUrl: "https://api.openai.com/v1" },
  anthropic: { label: "Anthropic", baseUrl: "https://api.anthropic.com" },
  gemini: { label: "Gemini", baseUrl: "https://generativelanguage.googleapis.com/v1beta" },
  openai_compatible: { label: "OpenAI-compatible", baseUrl: "" },
  local: { label: "Local model", baseUrl: "" },
  demo: { label: "Built-in demo", baseUrl: "" },
};

/** Kinds that a project can add; the others are configured on the server. */
export const PROJECT_KINDS = ["openai", "anthropic", "gemini", "openai_compatible"] as const satisfies ConnectionKind[];
