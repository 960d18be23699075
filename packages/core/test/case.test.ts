import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { OPAQUE_FIELDS, toCamel, toSnake } from "../src/case.js";

type Schema = { properties?: Record<string, Schema>; additionalProperties?: unknown; [key: string]: unknown };
const specification = JSON.parse(readFileSync(new URL("../../../openapi.json", import.meta.url), "utf8")) as {
  components: { schemas: Record<string, Schema> };
  paths: Record<string, Record<string, { parameters?: { name: string; in: string }[] }>>;
};

function* schemas(schema: unknown, name = ""): Generator<[string, Schema]> {
  if (typeof schema !== "object" || schema === null) return;
  yield [name, schema as Schema];
  for (const [key, value] of Object.entries(schema)) yield* schemas(value, key);
}

describe("field names", () => {
  it("are converted at every level, values never", () => {
    const api = { user_id: "a_b", list: [{ created_at: 1, text: 'snake_case {"x_y":1}' }], open_ai: { top_p: null } };
    const client = { userId: "a_b", list: [{ createdAt: 1, text: 'snake_case {"x_y":1}' }], openAi: { topP: null } };
    expect(toCamel(api)).toEqual(client);
    expect(toSnake(client)).toEqual(api);
  });

  it("of the specification survive a round trip", () => {
    const names = [...schemas(specification.components.schemas)].flatMap(([, schema]) =>
      Object.keys(schema.properties ?? {}),
    );
    const query = Object.values(specification.paths).flatMap((methods) => Object.values(methods));
    names.push(
      ...query.flatMap(({ parameters = [] }) => parameters.filter((one) => one.in === "query").map((one) => one.name)),
    );
    expect(names.length).toBeGreaterThan(50);
    for (const name of names) {
      const converted = toCamel({ [name]: 1 }) as object;
      expect(toSnake(converted)).toEqual({ [name]: 1 });
      expect(Object.keys(converted)[0]).not.toContain("_");
    }
  });

  it("are listed as opaque where the specification allows arbitrary keys", () => {
    for (const [name, schema] of schemas(specification.components.schemas)) {
      const isOpaque = schema.additionalProperties === true || typeof schema.additionalProperties === "object";
      if (isOpaque) expect(OPAQUE_FIELDS).toContain(name);
    }
  });
});
