// Converts field names between the API's snake_case and the clients' camelCase. Values are never changed.

/** Converts `"user_external_id"` to `"userExternalId"`. */
export type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name;

/** The same type with camelCase field names at every level. */
export type CamelCased<T> = T extends readonly (infer Item)[]
  ? CamelCased<Item>[]
  : T extends object
    ? { [Key in keyof T as Key extends string ? CamelCase<Key> : Key]: CamelCased<T[Key]> }
    : T;

/**
 * Fields (in snake_case) whose value can be an object with arbitrary keys, which are not converted. A test fails if the
 * specification has one that is not listed here.
 */
export const OPAQUE_FIELDS: ReadonlySet<string> = new Set(["arguments", "extra", "result"]);

const camel = (name: string) => name.replace(/\B_([a-z0-9])/g, (_, next: string) => next.toUpperCase());
const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function convertKeys(value: unknown, convert: (key: string) => string, isOpaque: (key: string) => boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => convertKeys(item, convert, isOpaque));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [
      convert(key),
      isOpaque(key) ? field : convertKeys(field, convert, isOpaque),
    ]),
  );
}

/** Converts a response of the API to camelCase. */
export const toCamel = (value: unknown): unknown => convertKeys(value, camel, (key) => OPAQUE_FIELDS.has(key));

/** Converts a request to the API to snake_case. */
export const toSnake = (value: unknown): unknown => convertKeys(value, snake, (key) => OPAQUE_FIELDS.has(snake(key)));
