import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { OPAQUE, toCamel, toSnake } from "../src/case.js";

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

describe("the names of fields", () => {
  it("change at every depth, values never", () => {
    const api = { user_id: "a_b", list: [{ created_at: 1, text: 'snake_case {"x_y":1}' }], open_ai: { top_p: null } };
    const ours = { userId: "a_b", list: [{ createdAt: 1, text: 'snake_case {"x_y":1}' }], openAi: { topP: null } };
    expect(toCamel(api)).toEqual(ours);
    expect(toSnake(ours)).toEqual(api);
  });

  it("survive the way there and back, all that the specification has", () => {
    const names = [...schemas(specification.components.schemas)].flatMap(([, schema]) =>
      Object.keys(schema.properties ?? {}),
    );
    const query = Object.values(specification.paths).flatMap((methods) => Object.values(methods));
    names.push(
      ...query.flatMap(({ parameters = [] }) => parameters.filter((one) => one.in === "query").map((one) => one.name)),
    );
    expect(names.length).toBeGreaterThan(50);
    for (const name of names) {
      const there = toCamel({ [name]: 1 }) as object;
      expect(toSnake(there)).toEqual({ [name]: 1 });
      expect(Object.keys(there)[0]).not.toContain("_");
    }
  });

  it("of somebody's own are listed, where the specification allows them", () => {
    for (const [name, schema] of schemas(specification.components.schemas)) {
      const open = schema.additionalProperties === true || typeof schema.additionalProperties === "object";
      if (open) expect(OPAQUE).toContain(name);
    }
  });
});
