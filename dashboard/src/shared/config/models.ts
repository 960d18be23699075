import type { ConnectionKind, Models } from "../../api/types";
import type { SearchOption } from "../../kit";
import { KINDS } from "../connections/kinds";

/** The models to choose from, by their connections; below them names that are retired. */
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
    .map(({ name, sent_as }) => ({ value: name, label: name, hint: `retired: ${sent_as} is asked`, group: "Retired" }));
  return [...listed, ...retired];
}

export interface ModelWarning {
  text: string;
  /** The connections are where that is put right. */
  connections?: true;
}

/** What is to be minded about a model; nothing if it will do. */
export function modelWarning(models: Models, model: string): ModelWarning | null {
  if (!model) return null;
  const alias = models.aliases.find(({ name }) => name === model);
  if (alias)
    return { text: `Its provider has retired this model. ${alias.sent_as} is asked in its place: choose that.` };
  const [connection, name] = split(model);
  if (!connection || !name) return { text: "A model is named connection.model, such as openai.gpt-4o." };
  const found = models.connections.find((each) => each.name === connection);
  if (!found)
    return { text: `There is no connection “${connection}”, so replies will fail. Add it first.`, connections: true };
  if (found.error)
    return { text: `The connection “${connection}” does not work at the moment: ${found.error}.`, connections: true };
  const listed = models.models.some((each) => each.id === model);
  // What runs here lists all of its models; providers know more than they list.
  if (!listed && models.models.some((each) => each.connection === connection))
    return { text: `“${connection}” does not list this model. It may work all the same: try it in the playground.` };
  return null;
}

/** Which of the two sets of settings a model gets; none if its connection is not known. */
export function protocolOf(models: Models | undefined, model: string): "openai" | "anthropic" | null {
  const sentAs = models?.aliases.find(({ name }) => name === model)?.sent_as ?? model;
  const kind = kindOf(models, sentAs);
  if (!kind) return null;
  return kind === "anthropic" ? "anthropic" : "openai";
}

/** Of which kind the connection of a model is. */
export function kindOf(models: Models | undefined, model: string): ConnectionKind | null {
  const [connection] = split(model);
  return models?.connections.find(({ name }) => name === connection)?.kind ?? null;
}

function split(model: string): [connection: string, name: string] {
  const dot = model.indexOf(".");
  return dot < 0 ? ["", model] : [model.slice(0, dot), model.slice(dot + 1)];
}
