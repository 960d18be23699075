import {
  InvalidCredentialsError,
  InvalidRequestError,
  ProficientClient,
  ResourceNotFoundError,
  userHmac,
} from "@proficient/admin";
import { ProficientClient as UserClient } from "@proficient/client";
import { createProject, MODEL, type ProjectKeys, script } from "@proficient/testing";
import { beforeAll, describe, expect, inject, it, vi } from "vitest";

const { url } = inject("server");
let keys: ProjectKeys;
let admin: ProficientClient;
let user: UserClient;
beforeAll(async () => {
  keys = await createProject(inject("server"));
  admin = new ProficientClient({ secretKey: async () => keys.secret_key, baseUrl: () => url });
  user = new UserClient({ apiKey: keys.publishable_key, userExternalId: "alice", baseUrl: url });
});

describe("the admin client", () => {
  it("creates, updates and deletes agents", async () => {
    const agent = await admin.agents.create({ model: MODEL, name: "bot", openai: { topP: 0.5 } });
    expect(agent).toMatchObject({ active: false, name: "bot", displayName: "" });
    expect(await admin.agents.get(agent.id)).toEqual(agent);
    expect((await admin.agents.list()).data).toContainEqual(agent);
    expect(await admin.agents.update(agent.id, { displayName: "Ada" })).toMatchObject({ displayName: "Ada" });
    expect(await admin.agents.activate(agent.id)).toMatchObject({ active: true });
    expect(await admin.agents.deactivate(agent.id)).toMatchObject({ active: false });

    const config = await admin.agents.getConfig(agent.id);
    expect(config).toMatchObject({ agentId: agent.id, model: MODEL, initialTurn: "user", openai: { topP: 0.5 } });
    const changed = await admin.agents.updateConfig(agent.id, {
      systemMessage: "You are {{agent.display_name}}.",
      greetingMessage: "Hello",
      initialTurn: "agent",
      fallbackModels: ["test.other"],
      openai: { temperature: 1 },
      anthropic: { topK: 3 },
    });
    expect(changed).toMatchObject({
      systemMessage: "You are {{agent.display_name}}.",
      initialTurn: "agent",
      fallbackModels: ["test.other"],
      openai: { topP: 0.5, temperature: 1, presencePenalty: null },
      anthropic: { topK: 3, topP: null },
    });
    expect((await admin.agents.updateConfig(agent.id, { openai: null })).openai.topP).toBeNull();

    await admin.agents.delete(agent.id);
    await expect(admin.agents.get(agent.id)).rejects.toThrow(ResourceNotFoundError);
  });

  it("creates, lists, updates and deletes users", async () => {
    const created: string[] = [];
    for (const externalId of ["u1", "u2", "u3"]) created.push((await admin.users.create({ externalId })).id);
    const test = await admin.users.create({ externalId: "t1", firstName: "Tess", liveMode: false });
    await expect(admin.users.create({ externalId: "u1" })).rejects.toThrow(InvalidRequestError);
    expect((await admin.users.list({ liveMode: false })).data).toEqual([test]);
    expect((await admin.users.list({ liveMode: true, limit: 2 })).hasMore).toBe(true);
    const ids = [];
    for await (const one of admin.users.iterate({ liveMode: true, limit: 2 })) ids.push(one.id);
    expect(ids.filter((id) => created.includes(id))).toEqual(created.toReversed());
    expect(await admin.users.update(test.id, { lastName: "Er", firstName: null })).toMatchObject({
      firstName: "",
      lastName: "Er",
    });
    expect(await admin.users.delete(test.id)).toMatchObject({ externalId: "t1" });
    await expect(admin.users.get(test.id)).rejects.toThrow(ResourceNotFoundError);
  });

  it("reads messages with monitoring data", async () => {
    const agent = await admin.agents.create({ model: MODEL });
    await admin.agents.activate(agent.id);
    const { interaction } = await user.interactions.create({ agentId: agent.id });
    const content = script({ say: ["Yes", "."] });
    const message = await user.messages.create({ interactionId: interaction.id, content });
    const reply = await user.messages.ask(message.id, { interactionId: interaction.id });
    await user.messages.feedback(reply.id, { rating: "down", comment: "too short" });

    const { userId } = interaction;
    for (const params of [{ userId }, { agentId: agent.id }, { agentId: agent.id, userId, limit: 1 }]) {
      const found = [];
      for await (const one of admin.interactions.iterate(params)) found.push(one.id);
      expect(found).toEqual([interaction.id]);
    }
    expect(await admin.interactions.get(interaction.id)).toMatchObject({ userId, totalMessageCount: 2 });

    const monitored = await admin.messages.get(reply.id);
    expect(monitored).toMatchObject({ content: "Yes.", model: MODEL, error: null, feedback: { rating: "down" } });
    expect(monitored.usage?.outputTokens).toBeGreaterThan(0);
    expect(monitored.latencyMs).toBeGreaterThanOrEqual(monitored.timeToFirstTokenMs ?? 0);
    expect((await admin.messages.list({ interactionId: interaction.id })).data.at(-1)).toEqual(monitored);
    for await (const one of admin.messages.iterate({ interactionId: interaction.id, limit: 1 })) {
      expect(one.model).toBe(one.sentBy === "agent" ? MODEL : "");
    }
    await admin.interactions.delete(interaction.id);
    await expect(user.interactions.get(interaction.id)).rejects.toMatchObject({ statusCode: 404 });
  });

  it("reads and updates the project, and lists models", async () => {
    const project = await admin.project.get();
    expect(project).toMatchObject({ object: "project", publishableKey: keys.publishable_key, hmacEnabled: false });
    const allowedOrigins = ["https://example.com"];
    expect(await admin.project.update({ name: "Mine", allowedOrigins })).toMatchObject({
      name: "Mine",
      allowedOrigins,
    });
    await expect(admin.project.update({ allowedOrigins: ["nowhere"] })).rejects.toThrow(InvalidRequestError);
    const { data, connections } = await admin.models.list();
    expect(data).toContainEqual(expect.objectContaining({ id: MODEL, connection: "test", object: "model" }));
    expect(connections).toContainEqual(expect.objectContaining({ name: "test", status: "ok" }));
  });

  it("needs a valid secret key", async () => {
    expect(() => new ProficientClient({ secretKey: "" })).toThrow("secretKey");
    const wrong = new ProficientClient({ secretKey: "sk_wrong", baseUrl: url });
    await expect(wrong.agents.list()).rejects.toThrow(InvalidCredentialsError);
    await expect(admin.messages.get("msg_none")).rejects.toThrow(ResourceNotFoundError);
  });

  it("does not run in a browser page", async () => {
    vi.stubGlobal("window", { document: {} });
    try {
      expect(() => new ProficientClient({ secretKey: "sk_1" })).toThrow("browser");
      await expect(userHmac("hsec_1", "alice")).rejects.toThrow("browser");
    } finally {
      vi.unstubAllGlobals();
    }
  });
});

describe("userHmac", () => {
  it("matches the example in the original's documentation", async () => {
    const secret = "hsec_mFLSkjGK6XLK1TUxL8wgiXrjwZCqcfmgbXTC0JmZFooSl9rQlzIrpsQHNor4guw2YOUP7vWA";
    expect(await userHmac(secret, "gtLIK8ELsHTr0Fajg28Ud9eFpJJ3")).toBe("nyrKK9qcWqgPSdky2VE+arkyJjMFt9FD1Fxl/iNOD5U=");
  });

  it("matches Node's HMAC for any ID", async () => {
    const { createHmac } = await import("node:crypto");
    for (const id of ["a", "жена 😀", "x".repeat(256)]) {
      expect(await userHmac("hsec_é", id)).toBe(createHmac("sha256", "hsec_é").update(id).digest("base64"));
    }
  });

  it("needs both arguments", async () => {
    await expect(userHmac("", "alice")).rejects.toThrow("hmacSecret");
    await expect(userHmac("hsec_1", "")).rejects.toThrow("externalId");
  });
});
