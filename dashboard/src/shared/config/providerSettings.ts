import type { ReasoningEffort } from "../../api/types";
import type { Protocol, ProviderSettings } from "./change";

type NumberName = {
  [Name in keyof ProviderSettings]: ProviderSettings[Name] extends number | null ? Name : never;
}[keyof ProviderSettings];

/** A number, with a slider unless it is open-ended. */
export interface NumberSetting {
  kind: "number";
  name: NumberName;
  label: string;
  hint: string;
  from: number;
  to: number;
  step: number;
  /** Upper end of the slider; the field accepts values up to `to`. Without it there is no slider. */
  sliderMax?: number;
  /** A value besides that range, with a meaning of its own. */
  special?: number;
  /** Value when the setting is turned on. */
  start: number;
}

export interface StopSetting {
  kind: "lines";
  name: "stop";
  label: string;
  hint: string;
  most: number;
}

export type Setting =
  | NumberSetting
  | { kind: "effort"; name: "reasoning_effort"; label: string; hint: string }
  | StopSetting
  | { kind: "json"; name: "extra"; label: string; hint: string };

export const EFFORTS: readonly ReasoningEffort[] = ["none", "minimal", "low", "medium", "high", "xhigh"];

const temperature = (to: number): Setting => ({
  kind: "number",
  name: "temperature",
  label: "Temperature",
  hint: "Lower is more predictable, higher more varied.",
  from: 0,
  to,
  sliderMax: to,
  step: 0.05,
  start: 1,
});
const topP = (special?: number): Setting => ({
  kind: "number",
  name: "top_p",
  label: "Top P",
  hint: `Samples only from the most likely tokens with this total probability.${special === undefined ? "" : " -1 turns it off."}`,
  from: 0,
  to: 1,
  sliderMax: 1,
  step: 0.05,
  start: 1,
  ...(special !== undefined && { special }),
});
const topK = (special?: number): Setting => ({
  kind: "number",
  name: "top_k",
  label: "Top K",
  hint: `Samples only from this many of the most likely tokens.${special === undefined ? "" : " -1 turns it off."}`,
  from: 0,
  to: 100_000,
  sliderMax: 200,
  step: 1,
  start: 40,
  ...(special !== undefined && { special }),
});
const penalty = (name: "frequency_penalty" | "presence_penalty", label: string, hint: string): Setting => ({
  kind: "number",
  name,
  label,
  hint,
  from: -2,
  to: 2,
  sliderMax: 2,
  step: 0.1,
  start: 0,
});
const maxTokens: Setting = {
  kind: "number",
  name: "max_tokens",
  label: "Maximum tokens",
  hint: "Longest reply, reasoning included. Longer replies are cut.",
  from: 1,
  to: 10_000_000,
  step: 1,
  start: 4096,
};
const seed: Setting = {
  kind: "number",
  name: "seed",
  label: "Seed",
  hint: "Makes replies repeatable, as far as the model can.",
  from: Number.MIN_SAFE_INTEGER,
  to: Number.MAX_SAFE_INTEGER,
  step: 1,
  start: 1,
};
const stop = (most: number): Setting => ({
  kind: "lines",
  name: "stop",
  label: "Stop sequences",
  hint: `Texts that end a reply, one per line; \\n is a line break. Up to ${most}.`,
  most,
});
const extra: Setting = {
  kind: "json",
  name: "extra",
  label: "Extra parameters",
  hint: "A JSON object that is merged into each request, for parameters that have no setting here.",
};

/** The settings of each API, in the order of the form. */
export const SETTINGS: Record<Protocol, readonly Setting[]> = {
  openai: [
    temperature(2),
    topP(),
    penalty("frequency_penalty", "Frequency penalty", "Above 0 discourages repeating frequent words."),
    penalty("presence_penalty", "Presence penalty", "Above 0 encourages new topics."),
    maxTokens,
    {
      kind: "effort",
      name: "reasoning_effort",
      label: "Reasoning effort",
      hint: "How much reasoning models think before they answer.",
    },
    seed,
    stop(8),
    extra,
  ],
  anthropic: [
    temperature(1),
    topP(-1),
    topK(-1),
    maxTokens,
    {
      kind: "number",
      name: "thinking_budget",
      label: "Thinking budget",
      hint: "Tokens for extended thinking, at least 1,024 and less than the maximum tokens.",
      from: 1024,
      to: 10_000_000,
      step: 1,
      start: 2048,
    },
    stop(8),
    extra,
  ],
  gemini: [
    temperature(2),
    topP(),
    topK(),
    maxTokens,
    {
      kind: "number",
      name: "thinking_budget",
      label: "Thinking budget",
      hint: "Tokens for thinking: 0 for none, -1 leaves it to the model.",
      from: 0,
      to: 10_000_000,
      step: 1,
      special: -1,
      start: 2048,
    },
    seed,
    stop(5),
    extra,
  ],
};
