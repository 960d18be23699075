import { userHmac } from "@proficient/admin";
import { InvalidCredentialsError } from "@proficient/client";
import { createTestProject, enableHmac, type TestProject } from "@proficient/testing";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { json, startStub } from "./stub.js";

let project: TestProject;
let hash: (externalId: string) => Promise<string>;
beforeAll(async () => {
  project = await createTestProject();
  hash = (externalId) => userHmac(project.keys.hmac_secret, externalId);
  await enableHmac(inject("server"), project.keys);
});

describe("with HMAC on, a user", () => {
  it("is accepted with the right hash, for every call", async () => {
    const client = project.user("alice", { userHmac: await hash("alice") });
    const { interaction, message } = await project.createMessage(client, "hello");
    expect(await client.messages.stream(message.id, { interactionId: interaction.id }).finalMessage()).toMatchObject({
      content: "You said: hello",
    });
    const jane = project.user("жена", { userHmac: hash });
    expect((await jane.interactions.create({ agentId: project.agentId })).interaction.id).toMatch(/^int_/);
  });

  it("is rejected without a hash, with a wrong one, and with another user's", async () => {
    for (const wrong of [undefined, "x", await hash("bob")]) {
      const client = project.user("alice", { userHmac: wrong });
      await expect(client.interactions.list()).rejects.toThrow(InvalidCredentialsError);
      await expect(client.messages.stream("msg_1", { interactionId: "int_1" }).finalMessage()).rejects.toThrow(
        InvalidCredentialsError,
      );
    }
  });

  it("calls the function once for many calls", async () => {
    const calls: string[] = [];
    const userHmac = (externalId: string) => {
      calls.push(externalId);
      return hash(externalId);
    };
    const client = project.user("alice", { userHmac });
    await Promise.all([client.agents.list(), client.interactions.list(), client.agents.list()]);
    await client.agents.list();
    expect(calls).toEqual(["alice"]);
  });

  it("calls the function again after a 401 and retries once, including writes", async () => {
    let callCount = 0;
    const userHmac = (externalId: string) => {
      callCount += 1;
      return callCount === 1 ? "old" : hash(externalId);
    };
    const client = project.user("alice", { userHmac });
    const created = await Promise.all([1, 2, 3].map(() => client.interactions.create({ agentId: project.agentId })));
    expect(new Set(created.map(({ interaction }) => interaction.id)).size).toBe(3);
    expect(callCount).toBe(2);
  });

  it("is rejected if the function's second hash is also wrong", async () => {
    let callCount = 0;
    const server = await startStub((_, response) =>
      json(response, 401, { error: { code: "invalid_credentials", message: "" } }),
    );
    const client = server.client({ userHmac: () => `wrong ${++callCount}` });
    await expect(client.agents.list()).rejects.toThrow(InvalidCredentialsError);
    expect([callCount, server.requests.length]).toEqual([2, 2]);
    expect(server.requests.map((request) => request.headers["x-proficient-user-hmac"])).toEqual(["wrong 1", "wrong 2"]);
    await expect(server.client().agents.list()).rejects.toThrow(InvalidCredentialsError);
    expect(server.requests).toHaveLength(3);
    await server.close();
  });

  it("gets the function's error, and the next call tries again", async () => {
    let callCount = 0;
    const userHmac = async (externalId: string) => {
      callCount += 1;
      if (callCount === 1) throw new Error("not signed in");
      return hash(externalId);
    };
    const client = project.user("alice", { userHmac });
    await expect(client.agents.list()).rejects.toThrow("not signed in");
    expect((await client.agents.list()).data).toHaveLength(1);
  });

  it("can change: each user is sent with their own hash", async () => {
    let currentUser = "alice";
    const client = project.user("", {
      userExternalId: () => currentUser,
      apiKey: async () => project.keys.publishable_key,
      userHmac: hash,
    });
    const ids = [];
    for (currentUser of ["alice", "bob", "alice"]) {
      ids.push((await client.interactions.create({ agentId: project.agentId })).interaction.userId);
    }
    expect(new Set(ids).size).toBe(2);
    expect(ids[0]).toBe(ids[2]);
  });
});
