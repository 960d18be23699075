import { userHmac } from "@proficient/admin";
import { InvalidCredentialsError } from "@proficient/client";
import { turnHmacOn } from "@proficient/testing";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { json, said, stub, type World, world } from "./support.js";

let here: World;
let hash: (externalId: string) => Promise<string>;
beforeAll(async () => {
  here = await world();
  hash = (externalId) => userHmac(here.keys.hmac_secret, externalId);
  await turnHmacOn(inject("server"), here.keys);
});

describe("with HMAC on, a user", () => {
  it("is let in with the right hash, for every call", async () => {
    const client = here.user("alice", { userHmac: await hash("alice") });
    const { interaction, message } = await said(client, here.agentId, "hello");
    expect(await client.messages.stream(message.id, { interactionId: interaction.id }).finalMessage()).toMatchObject({
      content: "You said: hello",
    });
    const jane = here.user("жена", { userHmac: hash });
    expect((await jane.interactions.create({ agentId: here.agentId })).interaction.id).toMatch(/^int_/);
  });

  it("is not let in without one, with a wrong one, or with somebody else's", async () => {
    for (const wrong of [undefined, "x", await hash("bob")]) {
      const client = here.user("alice", { userHmac: wrong });
      await expect(client.interactions.list()).rejects.toThrow(InvalidCredentialsError);
      await expect(client.messages.stream("msg_1", { interactionId: "int_1" }).finalMessage()).rejects.toThrow(
        InvalidCredentialsError,
      );
    }
  });

  it("asks a function for it once, however many calls there are", async () => {
    const asked: string[] = [];
    const userHmac = (externalId: string) => {
      asked.push(externalId);
      return hash(externalId);
    };
    const client = here.user("alice", { userHmac });
    await Promise.all([client.agents.list(), client.interactions.list(), client.agents.list()]);
    await client.agents.list();
    expect(asked).toEqual(["alice"]);
  });

  it("asks again once after a 401, and repeats the call once, a writing one too", async () => {
    let asked = 0;
    const userHmac = (externalId: string) => {
      asked += 1;
      return asked === 1 ? "old" : hash(externalId);
    };
    const client = here.user("alice", { userHmac });
    const created = await Promise.all([1, 2, 3].map(() => client.interactions.create({ agentId: here.agentId })));
    expect(new Set(created.map(({ interaction }) => interaction.id)).size).toBe(3);
    expect(asked).toBe(2);
  });

  it("is refused when the function's second hash is wrong, too", async () => {
    let asked = 0;
    const server = await stub((_, response) =>
      json(response, 401, { error: { code: "invalid_credentials", message: "" } }),
    );
    const client = server.client({ userHmac: () => `wrong ${++asked}` });
    await expect(client.agents.list()).rejects.toThrow(InvalidCredentialsError);
    expect([asked, server.requests.length]).toEqual([2, 2]);
    expect(server.requests.map((request) => request.headers["x-proficient-user-hmac"])).toEqual(["wrong 1", "wrong 2"]);
    await expect(server.client().agents.list()).rejects.toThrow(InvalidCredentialsError);
    expect(server.requests).toHaveLength(3);
    await server.close();
  });

  it("gets the function's own error, and another try with the next call", async () => {
    let asked = 0;
    const userHmac = async (externalId: string) => {
      asked += 1;
      if (asked === 1) throw new Error("not signed in");
      return hash(externalId);
    };
    const client = here.user("alice", { userHmac });
    await expect(client.agents.list()).rejects.toThrow("not signed in");
    expect((await client.agents.list()).data).toHaveLength(1);
  });

  it("may change: each one is sent with their own hash", async () => {
    let who = "alice";
    const client = here.user("", {
      userExternalId: () => who,
      apiKey: async () => here.keys.publishable_key,
      userHmac: hash,
    });
    const ids = [];
    for (who of ["alice", "bob", "alice"]) {
      ids.push((await client.interactions.create({ agentId: here.agentId })).interaction.userId);
    }
    expect(new Set(ids).size).toBe(2);
    expect(ids[0]).toBe(ids[2]);
  });
});
