// What differs between configurations, what is to be minded about models, and texts side by side.
import { expect, it } from "vitest";
import type { Models } from "../src/api/types.js";
import { type Config, changed, changedFields, changeOf } from "../src/shared/config/change.js";
import { modelOptions, modelWarning, protocolOf } from "../src/shared/config/models.js";
import { openBlock } from "../src/shared/editor/blocks.js";
import { embedSnippets } from "../src/pages/agents/embedSnippets.js";
import { rowsOf, shortened } from "../src/shared/config/diffRows.js";

const config: Config = {
  model: "openai.gpt-4o",
  fallback_models: [],
  system_message: "Be brief.",
  greeting_message: "",
  initial_turn: "user",
  openai: { frequency_penalty: null, presence_penalty: null, temperature: 0.5, top_p: null },
  anthropic: { temperature: null, top_k: null, top_p: null },
};

it("sends only what changed, of the settings too, and null for what was unset", () => {
  const edited: Config = {
    ...config,
    fallback_models: ["demo.assistant"],
    openai: { ...config.openai, temperature: null, top_p: 0 },
  };
  expect(changedFields(config, edited)).toEqual(["fallback_models", "openai.temperature", "openai.top_p"]);
  const change = changeOf(config, edited);
  expect(change).toEqual({ fallback_models: ["demo.assistant"], openai: { temperature: null, top_p: 0 } });
  expect(changed(config, change)).toEqual(edited);
  expect(changeOf(config, config)).toEqual({});
});

it("puts changes on top of what somebody else has changed meanwhile", () => {
  const mine = changeOf(config, { ...config, system_message: "Be long.", openai: { ...config.openai, top_p: 1 } });
  const theirs: Config = { ...config, model: "demo.assistant", openai: { ...config.openai, temperature: 2 } };
  expect(changed(theirs, mine)).toEqual({
    ...theirs,
    system_message: "Be long.",
    openai: { ...theirs.openai, top_p: 1 },
  });
});

const models: Models = {
  object: "models",
  models: [
    { id: "openai.gpt-4o", connection: "openai", name: "gpt-4o" },
    { id: "claude.claude-sonnet-4-5", connection: "claude", name: "claude-sonnet-4-5" },
  ],
  connections: [
    { name: "claude", kind: "anthropic", source: "project", error: "" },
    { name: "openai", kind: "openai", source: "server", error: "" },
    { name: "broken", kind: "openai_compatible", source: "server", error: "the provider refused the key" },
  ],
  aliases: [{ name: "openai.gpt-3.5-turbo-16k", sent_as: "openai.gpt-4o" }],
};

it("offers models by their connections, and those that are retired last", () => {
  expect(modelOptions(models).map(({ value, group }) => [value, group])).toEqual([
    ["claude.claude-sonnet-4-5", "claude · Anthropic"],
    ["openai.gpt-4o", "openai · OpenAI"],
    ["openai.gpt-3.5-turbo-16k", "Retired"],
  ]);
});

it("warns of models that will not do", () => {
  expect(modelWarning(models, "openai.gpt-4o")).toBeNull();
  expect(modelWarning(models, "openai.gpt-3.5-turbo-16k")?.text).toContain("openai.gpt-4o is asked");
  expect(modelWarning(models, "mistral.large")).toMatchObject({ connections: true });
  expect(modelWarning(models, "broken.x")?.text).toContain("the provider refused the key");
  expect(modelWarning(models, "openai.unheard-of")?.text).toContain("does not list");
  expect(modelWarning(models, "gpt-4o")?.text).toContain("connection.model");
  expect(modelWarning(models, "constructor.model")?.text).toContain("There is no connection");
});

it("knows whose settings a model gets, through retired names", () => {
  expect(protocolOf(models, "claude.anything")).toBe("anthropic");
  expect(protocolOf(models, "openai.gpt-3.5-turbo-16k")).toBe("openai");
  expect(protocolOf(models, "nowhere.x")).toBeNull();
  expect(protocolOf(undefined, "openai.gpt-4o")).toBeNull();
});

it("stands texts side by side, with marks on the words that changed", () => {
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

it("leaves out what is the same far from a change", () => {
  const many = Array.from({ length: 50 }, (_, at) => `line ${at}`);
  const short = shortened(rowsOf(many.join("\n"), many.with(25, "another").join("\n")));
  expect(short.length).toBe(9);
  expect([short[0], short.at(-1)]).toEqual([null, null]);
});

it("knows the block that is open", () => {
  expect(openBlock("{{#if a}}{{#with b}}{{/with}}")).toBe("if");
  expect(openBlock("{{#if a}}{{/if}} {{a}}")).toBeNull();
  expect(openBlock("{{~# unless x}}")).toBe("unless");
});

it("embeds nothing but keys, IDs and addresses, with the hash only where users are proved", () => {
  const about = { url: "https://chat.example.com", publishableKey: "pk_1", agentId: "ag_1" };
  for (const { title, code } of embedSnippets({ ...about, hmac: true })) {
    expect(code, title).toContain("pk_1");
    expect(code, title).toContain("ag_1");
    expect(code, title).toMatch(/hmac/i);
  }
  for (const { title, code } of embedSnippets({ ...about, hmac: false })) expect(code, title).not.toMatch(/hmac/i);
});

function text(pieces: readonly { text: string }[] | null): string | null {
  return pieces?.map((piece) => piece.text).join("") ?? null;
}
