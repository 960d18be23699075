// The API speaks snake_case, these clients camelCase. Only the names of fields change, never what is in them.

/** `"user_external_id"` becomes `"userExternalId"`. */
export type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name;

/** The same object with camelCase fields, at every depth. */
export type CamelCased<T> = T extends readonly (infer Item)[]
  ? CamelCased<Item>[]
  : T extends object
    ? { [Key in keyof T as Key extends string ? CamelCase<Key> : Key]: CamelCased<T[Key]> }
    : T;

/**
 * Fields (as the API spells them) whose value is an object with keys of somebody's own, which are left as they are.
 * There is none so far; a test fails when the specification gets one that is not listed here.
 */
export const OPAQUE: ReadonlySet<string> = new Set<string>();

const camel = (name: string) => name.replace(/(?<=[a-z0-9])_([a-z0-9])/g, (_, next: string) => next.toUpperCase());
const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function rename(value: unknown, name: (name: string) => string, opaque: (name: string) => boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => rename(item, name, opaque));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [name(key), opaque(key) ? field : rename(field, name, opaque)]),
  );
}

/** What the API answered, with camelCase fields. */
export const toCamel = (value: unknown): unknown => rename(value, camel, (key) => OPAQUE.has(key));

/** What the API shall get, with snake_case fields. */
export const toSnake = (value: unknown): unknown => rename(value, snake, (key) => OPAQUE.has(snake(key)));
