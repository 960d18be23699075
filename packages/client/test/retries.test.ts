import { ProficientConnectionError, RateLimitedError, UnavailableError } from "@proficient/client";
import { describe, expect, it } from "vitest";
import { json, startStub } from "./stub.js";

const page = { data: [], has_more: false };

describe("a failed request", () => {
  it("is retried up to twice if it only reads", async () => {
    const server = await startStub((request, response, count) => {
      if (count === 1) request.socket.destroy();
      else json(response, count === 2 ? 503 : 200, page);
    });
    expect(await server.client().agents.list()).toEqual({ data: [], hasMore: false });
    expect(server.requests).toHaveLength(3);
    await server.close();
  });

  it("fails after two retries, or as many as the caller sets", async () => {
    const server = await startStub((_, response) => json(response, 503, {}));
    await expect(server.client().agents.list()).rejects.toThrow(UnavailableError);
    expect(server.requests).toHaveLength(3);
    await expect(server.client({ maxRetries: 0 }).agents.list()).rejects.toThrow(UnavailableError);
    await expect(server.client().agents.list({}, { maxRetries: 1 })).rejects.toThrow(UnavailableError);
    expect(server.requests).toHaveLength(6);
    await server.close();
  });

  it("is not retried if it may have changed something", async () => {
    const server = await startStub((request, response, count) => {
      if (count % 2) request.socket.destroy();
      else json(response, 503, {});
    });
    const client = server.client();
    await expect(client.interactions.update("int_1", { name: "x" })).rejects.toThrow(ProficientConnectionError);
    await expect(client.interactions.update("int_1", { name: "x" })).rejects.toThrow(UnavailableError);
    await expect(client.interactions.delete("int_1")).rejects.toThrow(ProficientConnectionError);
    await expect(client.interactions.delete("int_1")).rejects.toThrow(UnavailableError);
    expect(server.requests).toHaveLength(4);
    await server.close();
  });

  it("is retried with the same client ID if it creates something", async () => {
    const server = await startStub((request, response, count) => {
      if (count % 3 === 1) request.socket.destroy();
      else json(response, count % 3 === 2 ? 503 : 200, {});
    });
    const client = server.client();
    await client.interactions.create({ agentId: "ag_1" });
    await client.messages.create({ interactionId: "int_1", content: "x" });
    const ids = server.bodies.map(({ client_id }) => client_id);
    expect(ids).toHaveLength(6);
    expect(ids[0]).toMatch(/^[0-9a-z]{22}$/);
    expect(new Set(ids.slice(0, 3)).size).toBe(1);
    expect(new Set(ids.slice(3)).size).toBe(1);
    expect(ids[3]).not.toBe(ids[0]);
    await client.messages.create({ interactionId: "int_1", content: "x", clientId: "mine" });
    expect(server.bodies.at(-1)).toMatchObject({ client_id: "mine" });
    await server.close();
  });

  it("is retried if the server cannot have processed it, except an ask", async () => {
    const server = await startStub((_, response, count) => json(response, count === 1 ? 429 : 200, {}));
    await server.client().interactions.update("int_1", { name: "x" });
    expect(server.requests).toHaveLength(2);
    await server.close();

    const busy = await startStub((_, response) => json(response, 429, {}));
    await expect(busy.client().messages.ask("msg_1", { interactionId: "int_1" })).rejects.toThrow(RateLimitedError);
    const stream = busy.client().messages.stream("msg_1", { interactionId: "int_1" });
    await expect(stream.finalMessage()).rejects.toThrow(RateLimitedError);
    expect(busy.requests).toHaveLength(2);
    await busy.close();
  });

  it("waits as long as the server says, but not beyond its timeout or the maximum", async () => {
    const server = await startStub((_, response, count) =>
      json(response, count === 1 ? 429 : 200, page, { "Retry-After": "1" }),
    );
    const start = Date.now();
    await server.client().agents.list();
    expect(Date.now() - start).toBeGreaterThanOrEqual(1_000);
    await server.close();

    for (const [retryAfter, timeout] of [
      ["60", 60_000],
      ["2", 1_000],
    ] as const) {
      const busy = await startStub((_, response) => json(response, 429, {}, { "Retry-After": retryAfter }));
      await expect(busy.client({ timeout }).agents.list()).rejects.toMatchObject({ retryAfter: Number(retryAfter) });
      expect(busy.requests).toHaveLength(1);
      await busy.close();
    }
  });
});
