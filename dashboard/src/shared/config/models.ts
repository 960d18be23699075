import type { ConnectionKind, Models } from "../../api/types";
import type { SearchOption } from "../../kit";
import { KINDS } from "../connections/kinds";

/** Returns the models grouped by connection, followed by retired names. */
export function modelOptions(models: Models): SearchOption[] {
  const listed = models.connections.flatMap((connection) =>
    models.models
      .filter((model) => model.connection === connection.name)
      .map((model) => ({
        value: model.id,
        label: model.name,
        group: `${connection.name} · ${KINDS[connection.kind].label}`,
      })),
  );
  const known = new Set(listed.map(({ value }) => value));
  const retired = models.aliases
    .filter(({ name }) => !known.has(name))
    .map(({ name, sent_as }) => ({ value: name, label: name, hint: `Retired; uses ${sent_as}`, group: "Retired" }));
  return [...listed, ...retired];
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
export function protocolOf(models: Models | undefined, model: string): "openai" | "anthropic" | null {
  const sentAs = models?.aliases.find(({ name }) => name === model)?.sent_as ?? model;
  const kind = kindOf(models, sentAs);
  if (!kind) return null;
  return kind === "anthropic" ? "anthropic" : "openai";
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
