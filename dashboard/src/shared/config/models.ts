import type { ConnectionKind, Models } from "../../api/types";
import type { SearchOption } from "../../kit";
import { brief, dollars } from "../../kit/numbers";
import { KINDS } from "../connections/kinds";
import type { Protocol } from "./change";

/** Names of models that cannot chat. Providers list them among the others. */
const NOT_FOR_CHAT =
  /(^|[-_/.])(embed(ding)?s?|tts|whisper|transcribe|moderation|dall-e|gpt-image|imagen|veo|sora|aqa|rerank|realtime|audio)([-_.:0-9]|$)|^(text-embedding|babbage|davinci|omni-moderation)|-instruct-\d{4}$/i;

/** The order of groups: what the project has set up itself first, what is there without any provider last. */
function rank({ kind, source }: Models["connections"][number]): number {
  if (kind === "demo") return 3;
  if (kind === "local") return 2;
  return source === "project" ? 0 : 1;
}

/** Returns the models that can chat, grouped by connection, followed by retired names. */
export function modelOptions(models: Models): SearchOption[] {
  const connections = [...models.connections].sort((a, b) => rank(a) - rank(b));
  const listed = connections.flatMap((connection) =>
    models.models
      .filter((model) => model.connection === connection.name && !NOT_FOR_CHAT.test(model.name))
      // The sort is stable: among the others, the order stays the provider's.
      .sort((a, b) => Number(b.recommended) - Number(a.recommended))
      .map((model) => ({
        value: model.id,
        label: model.name,
        ...(model.recommended && { badge: "Recommended" }),
        detail: detailOf(model),
        group: `${connection.name} · ${KINDS[connection.kind].label}`,
      })),
  );
  const known = new Set(models.models.map(({ id }) => id));
  const retired = models.aliases
    .filter(({ name }) => !known.has(name))
    .map(({ name, sent_as }) => ({ value: name, label: name, hint: `Retired; uses ${sent_as}`, group: "Retired" }));
  return [...listed, ...retired];
}

/** "128K · $2.50 / $10.00": context window and price of a million tokens. */
function detailOf({ context_window, input_price, output_price }: Models["models"][number]): string {
  const price = input_price === null || output_price === null ? null : { input: input_price, output: output_price };
  const cost =
    price && (price.input + price.output > 0 ? `${dollars(price.input)} / ${dollars(price.output)}` : "free");
  return [brief(context_window), cost].filter(Boolean).join(" · ");
}

export interface ModelWarning {
  text: string;
  /** Link to the connections. */
  connections?: true;
}

/** Returns a warning about a model, or `null`. */
export function modelWarning(models: Models, model: string): ModelWarning | null {
  if (!model) return null;
  const alias = models.aliases.find(({ name }) => name === model);
  if (alias)
    return {
      text: `The provider retired this model. ${alias.sent_as} is used instead; select it to remove this warning.`,
    };
  const [connection, name] = split(model);
  if (!connection || !name) return { text: "Enter a model as connection.model, such as openai.gpt-4o." };
  const found = models.connections.find((each) => each.name === connection);
  if (!found)
    return { text: `No connection is named “${connection}”, so replies will fail. Add it first.`, connections: true };
  if (found.error) return { text: `The connection “${connection}” is not working: ${found.error}.`, connections: true };
  const listed = models.models.some((each) => each.id === model);
  // Providers may offer more models than they list.
  if (!listed && models.models.some((each) => each.connection === connection))
    return { text: `“${connection}” does not list this model. It may still work; try it in the playground.` };
  return null;
}

/** Returns which settings a model uses, or `null` if its connection is unknown. */
export function protocolOf(models: Models | undefined, model: string): Protocol | null {
  const sentAs = models?.aliases.find(({ name }) => name === model)?.sent_as ?? model;
  const kind = kindOf(models, sentAs);
  if (!kind) return null;
  return kind === "anthropic" || kind === "gemini" ? kind : "openai";
}

/** Returns the kind of a model's connection. */
export function kindOf(models: Models | undefined, model: string): ConnectionKind | null {
  const [connection] = split(model);
  return models?.connections.find(({ name }) => name === connection)?.kind ?? null;
}

function split(model: string): [connection: string, name: string] {
  const dot = model.indexOf(".");
  return dot < 0 ? ["", model] : [model.slice(0, dot), model.slice(dot + 1)];
}
