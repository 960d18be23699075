// The OpenAPI document, as far as examples need it.

export interface Schema {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  allOf?: Schema[];
  oneOf?: Schema[];
  enum?: unknown[];
  example?: unknown;
}

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
}

export interface Operation {
  operationId: string;
  tags: string[];
  parameters?: Parameter[];
  requestBody?: { content: { "application/json": { schema: Schema; example?: unknown } } };
  security?: Record<string, string[]>[];
  "x-codeSamples"?: { lang: string; label: string; source: string }[];
}

export interface OpenApi {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

/** Returns the schema behind a reference; of a choice with `null`, the other one. */
export function resolve(document: OpenApi, schema: Schema): Schema {
  const name = schema.$ref?.replace("#/components/schemas/", "");
  if (name !== undefined) return resolve(document, document.components.schemas[name] ?? {});
  const choice = schema.oneOf?.find(({ type }) => type !== "null");
  return choice ? resolve(document, choice) : schema;
}

/** Returns all fields of an object, required ones first. */
export function fields(document: OpenApi, schema: Schema): { name: string; field: Schema; required: boolean }[] {
  const { allOf = [], properties = {}, required = [] } = resolve(document, schema);
  const own = Object.entries(properties).map(([name, field]) => ({ name, field, required: required.includes(name) }));
  const all = [...allOf.flatMap((part) => fields(document, part)), ...own];
  return all.sort((a, b) => Number(b.required) - Number(a.required));
}

/** Returns the method and path of each operation. */
export function operations(document: OpenApi): { method: string; path: string; operation: Operation }[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  );
}
