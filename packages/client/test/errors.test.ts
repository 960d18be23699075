import {
  ConflictError,
  ForbiddenError,
  InvalidCredentialsError,
  InvalidRequestError,
  PayloadTooLargeError,
  ProficientConnectionError,
  ProficientError,
  ProficientTimeoutError,
  RateLimitedError,
  ResourceNotFoundError,
  UnavailableError,
  UnknownError,
} from "@proficient/client";
import { createTestProject, script, type TestProject } from "@proficient/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { json, startStub } from "./stub.js";

let project: TestProject;
beforeAll(async () => {
  project = await createTestProject();
});

/** Returns the error that a promise is rejected with. */
const rejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect.fail("the call succeeded"),
    (error) => error,
  );

describe("an error of the server", () => {
  it("has its own class and all details", async () => {
    const client = project.user();
    const { interaction, message } = await project.createMessage(client, "hello");
    const [interactionId, other] = [interaction.id, (await project.createMessage(client, "hello")).interaction.id];
    const inactive = await project.admin.agents.create({ model: "test.script" });
    const failing = await client.messages.create({ interactionId, content: script({ status: 500 }) });

    const cases = [
      [InvalidRequestError, 400, "invalid_request", () => client.messages.create({ interactionId, content: "" })],
      [
        InvalidCredentialsError,
        401,
        "invalid_credentials",
        () => project.user("alice", { apiKey: "pk_wrong" }).agents.list(),
      ],
      [ForbiddenError, 403, "forbidden", () => client.interactions.create({ agentId: inactive.id })],
      [ResourceNotFoundError, 404, "resource_not_found", () => client.agents.get("ag_none")],
      [ConflictError, 409, "conflict", () => client.messages.ask(message.id, { interactionId: other })],
      [
        PayloadTooLargeError,
        413,
        "invalid_request",
        () => client.messages.create({ interactionId, content: "x".repeat(2 ** 21) }),
      ],
      [UnavailableError, 503, "unavailable", () => client.messages.ask(failing.id, { interactionId })],
    ] as const;
    for (const [Class, statusCode, code, call] of cases) {
      const error = (await rejection(call())) as ProficientError;
      expect(error, Class.name).toBeInstanceOf(Class);
      expect(error).toBeInstanceOf(ProficientError);
      expect(error).toMatchObject({ statusCode, code, name: Class.name });
      expect(error.body).toEqual({ error: { code, message: error.message } });
      expect(error.requestId).toMatch(/^req_/);
    }
    expect(await rejection(client.messages.create({ interactionId, content: "" }))).toMatchObject({
      message: expect.stringContaining("content"),
    });
  });

  it("is recognized by its status if the body is not the API's", async () => {
    const cases = [
      [429, RateLimitedError],
      [500, UnknownError],
      [502, UnavailableError],
      [504, UnavailableError],
      [418, ProficientError],
    ] as const;
    for (const [status, Class] of cases) {
      const server = await startStub((_, response) => response.writeHead(status, { "Retry-After": "7" }).end("<html>"));
      const error = await rejection(server.client({ maxRetries: 0 }).agents.list());
      expect(error).toBeInstanceOf(Class);
      expect(error).toMatchObject({ statusCode: status, body: "<html>", code: undefined, retryAfter: 7 });
      await server.close();
    }
  });

  it("does not contain credentials", async () => {
    const client = project.user("alice", { userHmac: "hash-of-alice" });
    const error = await rejection(client.agents.get("ag_none"));
    const { inspect } = await import("node:util");
    for (const shown of [inspect(error, { depth: 9 }), inspect(client, { depth: 9 }), JSON.stringify(client)]) {
      expect(shown).not.toContain(project.keys.publishable_key);
      expect(shown).not.toContain("hash-of-alice");
    }
  });
});

describe("a call", () => {
  it("to something other than a Proficient server says so", async () => {
    const server = await startStub((_, response) => response.end("<html>Welcome!"));
    const error = await rejection(server.client().agents.list());
    expect(error).toMatchObject({ message: expect.stringContaining("baseUrl"), body: "<html>Welcome!" });
    await server.close();
    expect(await rejection(server.client({ maxRetries: 0 }).agents.list())).toBeInstanceOf(ProficientConnectionError);
    await expect(server.client({ baseUrl: "nowhere" }).agents.list()).rejects.toThrow("baseUrl");
  });

  it("does not follow redirects with its credentials", async () => {
    const target = await startStub((_, response) => json(response, 200, {}));
    const server = await startStub((_, response) => response.writeHead(307, { Location: target.url }).end());
    expect(await rejection(server.client({ maxRetries: 0 }).agents.list())).toBeInstanceOf(ProficientConnectionError);
    expect(target.requests).toHaveLength(0);
    await Promise.all([server.close(), target.close()]);
  });

  it("rejects missing arguments", async () => {
    const client = project.user();
    for (const id of ["", ".", "..", undefined as unknown as string]) {
      expect(() => client.interactions.get(id)).toThrow(TypeError);
    }
    await expect(client.interactions.get("a/../b?c#d")).rejects.toThrow(ResourceNotFoundError);
    expect(() => project.user("")).toThrow("userExternalId");
    expect(() => project.user("alice", { apiKey: undefined as unknown as string })).toThrow("apiKey");
    await expect(project.user("alice", { apiKey: async () => "" }).agents.list()).rejects.toThrow("apiKey");
  });

  it("times out, also in the middle of a response", async () => {
    for (const hasBegun of [false, true]) {
      const server = await startStub((_, response) => {
        if (hasBegun) response.writeHead(200, { "Content-Type": "application/json" }).write('{"data":');
      });
      for (const call of [
        () => server.client({ timeout: 50 }).agents.list(),
        () => server.client().agents.list({}, { timeout: 50 }),
      ]) {
        expect(await rejection(call())).toBeInstanceOf(ProficientTimeoutError);
      }
      expect(server.requests).toHaveLength(2);
      await server.close();
    }
  });

  it("has no timeout when it asks for a reply, unless one is set", async () => {
    const unlimited = project.user("alice");
    const content = script({ say: ["late"], pace: 700 });
    const { interaction, message } = await project.createMessage(unlimited, content);
    const params = { interactionId: interaction.id };
    const client = project.user("alice", { timeout: 300 });
    await expect(client.messages.ask(message.id, params, { timeout: 100 })).rejects.toThrow(ProficientTimeoutError);
    const other = await unlimited.messages.create({ ...params, content });
    expect((await client.messages.ask(other.id, params)).content).toBe("late");
  });

  it("rejects with the caller's reason when aborted before, during or between two attempts", async () => {
    const server = await startStub((request, response) => {
      if (request.url === "/agents") json(response, 503, {}, { "Retry-After": "20" });
    });
    const client = server.client();
    for (const call of [
      (signal: AbortSignal) => client.agents.list({}, { signal }),
      (signal: AbortSignal) => client.agents.get("ag_1", { signal }),
      (signal: AbortSignal) =>
        server.client({ userHmac: () => new Promise<string>(() => {}) }).agents.get("ag_1", { signal }),
    ]) {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 50);
      expect(await rejection(call(controller.signal))).toMatchObject({ name: "AbortError" });
      expect(await rejection(call(AbortSignal.abort("mine")))).toBe("mine");
    }
    await server.close();
  });
});
