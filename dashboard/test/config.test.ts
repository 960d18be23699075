// Configuration changes, model warnings, side-by-side diffs and embed code.
import { expect, it } from "vitest";
import type { Models } from "../src/api/types.js";
import { embedSnippets } from "../src/pages/agents/embedSnippets.js";
import {
  type Config,
  changedFields,
  changeOf,
  EMPTY_CONFIG,
  editable,
  invalidField,
  parseStop,
  rebased,
  stopText,
} from "../src/shared/config/change.js";
import { collapsed, rowsOf } from "../src/shared/config/diffRows.js";
import { modelOptions, modelWarning, protocolOf } from "../src/shared/config/models.js";
import { afterEdit, afterSave } from "../src/shared/config/useConfig.js";
import { openBlock, templateError } from "../src/shared/editor/blocks.js";

const config: Config = {
  ...EMPTY_CONFIG,
  model: "openai.gpt-4o",
  system_message: "Be brief.",
  openai: { ...EMPTY_CONFIG.openai, temperature: 0.5 },
};

it("sends only changed fields, and null for unset settings", () => {
  const edited: Config = {
    ...config,
    fallback_models: ["demo.assistant"],
    openai: { ...config.openai, temperature: null, top_p: 0 },
  };
  expect(changedFields(config, edited)).toEqual(["fallback_models", "openai.temperature", "openai.top_p"]);
  const change = changeOf(config, edited);
  expect(change).toEqual({ fallback_models: ["demo.assistant"], openai: { temperature: null, top_p: 0 } });
  expect(changeOf(config, config)).toEqual({});
});

it("applies changes on top of another member's changes", () => {
  const mine: Config = { ...config, system_message: "Be long.", openai: { ...config.openai, top_p: 1 } };
  const theirs: Config = { ...config, model: "demo.assistant", openai: { ...config.openai, temperature: 2 } };
  expect(rebased(config, mine, theirs)).toEqual({
    ...theirs,
    system_message: "Be long.",
    openai: { ...theirs.openai, top_p: 1 },
  });
});

const models: Models = {
  object: "models",
  models: [
    {
      id: "openai.gpt-4o",
      connection: "openai",
      name: "gpt-4o",
      context_window: 128_000,
      input_price: 2.5,
      output_price: 10,
      recommended: false,
    },
    {
      id: "openai.text-embedding-3-small",
      connection: "openai",
      name: "text-embedding-3-small",
      context_window: 8192,
      input_price: null,
      output_price: null,
      recommended: false,
    },
    {
      id: "claude.claude-sonnet-4-5",
      connection: "claude",
      name: "claude-sonnet-4-5",
      context_window: 200_000,
      input_price: null,
      output_price: null,
      recommended: false,
    },
  ],
  connections: [
    { name: "claude", kind: "anthropic", source: "project", error: "" },
    { name: "openai", kind: "openai", source: "server", error: "" },
    { name: "broken", kind: "openai_compatible", source: "server", error: "the provider refused the key" },
  ],
  aliases: [{ name: "openai.gpt-3.5-turbo-16k", sent_as: "openai.gpt-4o" }],
};

it("groups models by connection and lists retired ones last", () => {
  expect(modelOptions(models).map(({ value, group }) => [value, group])).toEqual([
    ["claude.claude-sonnet-4-5", "claude · Anthropic"],
    ["openai.gpt-4o", "openai · OpenAI"],
    ["openai.gpt-3.5-turbo-16k", "Retired"],
  ]);
});

it("marks recommended models and lists them first in their connection", () => {
  const [first] = models.models;
  if (!first) throw new Error("There is no model");
  const better = { ...first, id: "openai.gpt-6", name: "gpt-6", recommended: true };
  const options = modelOptions({ ...models, models: [...models.models, better] });
  expect(options.map(({ value, badge }) => [value, badge])).toEqual([
    ["claude.claude-sonnet-4-5", undefined],
    ["openai.gpt-6", "Recommended"],
    ["openai.gpt-4o", undefined],
    ["openai.gpt-3.5-turbo-16k", undefined],
  ]);
});

it("warns about models that may not work", () => {
  expect(modelWarning(models, "openai.gpt-4o")).toBeNull();
  expect(modelWarning(models, "openai.gpt-3.5-turbo-16k")?.text).toContain("openai.gpt-4o is used instead");
  expect(modelWarning(models, "mistral.large")).toMatchObject({ connections: true });
  expect(modelWarning(models, "broken.x")?.text).toContain("the provider refused the key");
  expect(modelWarning(models, "openai.unheard-of")?.text).toContain("does not list");
  expect(modelWarning(models, "gpt-4o")?.text).toContain("connection.model");
  expect(modelWarning(models, "constructor.model")?.text).toContain("No connection is named");
});

it("knows which settings a model uses, also for retired names", () => {
  expect(protocolOf(models, "claude.anything")).toBe("anthropic");
  expect(protocolOf(models, "openai.gpt-3.5-turbo-16k")).toBe("openai");
  expect(protocolOf(models, "nowhere.x")).toBeNull();
  expect(protocolOf(undefined, "openai.gpt-4o")).toBeNull();
});

it("aligns texts side by side and marks changed words", () => {
  const rows = rowsOf("one\ntwo is here\nthree", "one\ntwo was here\nthree\nfour");
  expect(rows.map(({ kind, before, after }) => [kind, text(before), text(after)])).toEqual([
    ["same", "one", "one"],
    ["changed", "two is here", "two was here"],
    ["same", "three", "three"],
    ["changed", null, "four"],
  ]);
  expect(rows[1]?.before?.filter((piece) => piece.changed)).toEqual([{ text: "is", changed: true }]);
  expect(rowsOf("", "")).toEqual([]);
});

it("collapses unchanged lines far from a change", () => {
  const many = Array.from({ length: 50 }, (_, at) => `line ${at}`);
  const rows = collapsed(rowsOf(many.join("\n"), many.with(25, "another").join("\n")));
  expect(rows.length).toBe(9);
  expect([rows[0], rows.at(-1)]).toEqual([null, null]);
});

it("finds the open block", () => {
  expect(openBlock("{{#if a}}{{#with b}}{{/with}}")).toBe("if");
  expect(openBlock("{{#if a}}{{/if}} {{a}}")).toBeNull();
  expect(openBlock("{{~# unless x}}")).toBe("unless");
});

const embedding = { url: "https://chat.example.com", publishableKey: "pk_1", agentId: "ag_1" };

it("embeds keys, IDs and URLs, and the hash; React shows where it goes even before HMAC authentication is on", () => {
  for (const { title, code } of embedSnippets({ ...embedding, hmac: true })) {
    expect(code, title).toContain("pk_1");
    expect(code, title).toContain("ag_1");
    expect(code, title).toMatch(/hmac/i);
  }
  for (const { title, code } of embedSnippets({ ...embedding, hmac: false })) {
    if (title === "React") expect(code).toContain("// Once HMAC authentication is on: userHmac={hash}");
    else expect(code, title).not.toMatch(/hmac/i);
  }
});

it("writes nothing about the appearance into the code except for the layout", () => {
  for (const { title, code } of embedSnippets({ ...embedding, hmac: false })) {
    expect(code, title).not.toMatch(/theme|color|layout|label|side/i);
  }
  const formal = embedSnippets({ ...embedding, hmac: false, layout: "formal" });
  const code = Object.fromEntries(formal.map((each) => [each.title, each.code]));
  expect(code.React).toContain('layout="formal"');
  expect(code.Script).toContain('data-layout="formal"');
  expect(code.JavaScript).toContain('layout: "formal"');
});

function text(pieces: readonly { text: string }[] | null): string | null {
  return pieces?.map((piece) => piece.text).join("") ?? null;
}

it("names the block that is not closed", () => {
  const template = "{{#if user.first_name}}Hello";
  expect(templateError("a block is not closed: {{/if}} or similar is missing", template)).toContain(
    "{{/if}} is missing",
  );
  expect(templateError("this is not a Handlebars tag", "{{user.}}")).toContain("not a valid Handlebars tag");
  expect(templateError("raw blocks are not available", template)).toBe("raw blocks are not available");
});

it("sends stop sequences, extra parameters and switches, and refuses what is no JSON object", () => {
  const edited = (extra: string): Config => ({
    ...config,
    show_reasoning: false,
    anthropic: { ...config.anthropic, stop: ["END", ""], extra },
  });
  expect(changeOf(config, edited('{"service_tier": "auto"}'))).toEqual({
    show_reasoning: false,
    anthropic: { stop: ["END"], extra: { service_tier: "auto" } },
  });
  expect(changeOf(edited('{"a": 1}'), config)).toEqual({
    show_reasoning: true,
    anthropic: { stop: null, extra: null },
  });
  expect(invalidField(edited("{}"))).toBeNull();
  for (const extra of ["{", "[1]", "null", "1"]) {
    expect(invalidField(edited(extra))?.field, extra).toBe("anthropic.extra");
    expect(changeOf(config, edited(extra)).anthropic, extra).toEqual({ stop: ["END"] });
  }
});

it("keeps stop sequences with line breaks and backslashes apart from separate lines", () => {
  const stop = ["\n\nHuman:", "\\n", "C:\\", "\r"];
  expect(parseStop(stopText(stop))).toEqual(stop);
  expect(stopText(["\nHuman:", "END"])).toBe("\\nHuman:\nEND");
  expect(parseStop("\\d\\")).toEqual(["\\d\\"]);
  expect(parseStop("")).toEqual([]);
  const withStop = (...stop: string[]): Config => ({ ...config, openai: { ...config.openai, stop } });
  expect(changeOf(withStop("a\nb"), withStop("a", "b"))).toEqual({ openai: { stop: ["a", "b"] } });
});

const saved = {
  object: "agent_config" as const,
  agent_id: "ag_1",
  version: 2,
  ...config,
  openai: { temperature: 0.5, top_p: null, frequency_penalty: null, presence_penalty: null },
  anthropic: { temperature: null, top_k: null, top_p: null },
  gemini: null,
  system_message: "Be long.",
};

it("keeps what was typed while saving", () => {
  const base = { ...saved, version: 1, system_message: "Be brief." };
  const sent = { base, edited: { ...editable(base), system_message: "Be long." } };
  expect(afterSave(sent, sent, saved)).toBeUndefined();
  expect(afterSave(undefined, sent, saved)).toBeUndefined();
  expect(afterEdit(base, editable(base), false)).toBeUndefined();
  const undone = afterEdit(base, editable(base), true);
  expect(afterSave(undone, sent, saved)).toEqual({ base: saved, edited: editable(base) });
  const typed = { base, edited: { ...sent.edited, system_message: "Be long. And kind.", greeting_message: "Hi" } };
  expect(afterSave(typed, sent, saved)).toEqual({
    base: saved,
    edited: { ...editable(saved), system_message: "Be long. And kind.", greeting_message: "Hi" },
  });
});
