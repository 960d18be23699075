import {
  type Message,
  ProficientConnectionError,
  ReplyFailedError,
  type TurnEvent,
  type TurnStream,
  UnavailableError,
} from "@proficient/client";
import { createTestProject, script, startProxy, type TestProject } from "@proficient/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { json, startStub } from "./stub.js";

let project: TestProject;
beforeAll(async () => {
  project = await createTestProject({ greetingMessage: "Hi!", initialTurn: "agent" });
});

async function readAll(stream: TurnStream): Promise<TurnEvent[]> {
  const events = [];
  for await (const event of stream) events.push(event);
  return events;
}

const texts = async (interactionId: string) =>
  (await project.user().messages.list({ interactionId })).data.map(({ content }) => content);

describe("a turn", () => {
  it("begins an interaction, or continues it", async () => {
    const { turns } = project.user();
    const first = await turns.create({ agentId: project.agentId, content: "Hello" });
    expect(first).toMatchObject({
      interaction: { agentId: project.agentId, totalMessageCount: 3 },
      message: { content: "Hello", sentBy: "user", depth: 1 },
      reply: { content: "You said: Hello", finishReason: "stop", parts: [{ type: "text", text: "You said: Hello" }] },
    });
    const interactionId = first.interaction.id;
    const second = await turns.create({ interactionId, content: "More" });
    expect(second.message.parentId).toBe(first.reply.id);
    expect(await texts(interactionId)).toEqual(["Hi!", "Hello", "You said: Hello", "More", "You said: More"]);
  });

  it("is made only once with the same client ID", async () => {
    const { turns } = project.user();
    const params = { agentId: project.agentId, content: "Once", clientId: "turn-1" };
    const [one, other] = await Promise.all([turns.create(params), turns.create(params)]);
    expect(other.reply.id).toBe(one.reply.id);
    const events = await readAll(turns.stream(params));
    expect(events.at(-1)).toMatchObject({ type: "message.completed", message: { id: one.reply.id } });
    expect(await texts(one.interaction.id)).toEqual(["Hi!", "Once", "You said: Once"]);
  });

  it("is streamed with what it makes", async () => {
    const stream = project.user().turns.stream({ agentId: project.agentId, content: script({ say: ["a", "b"] }) });
    const events = await readAll(stream);
    expect(events.map(({ type }) => type).filter((type) => type !== "message.delta")).toEqual([
      "interaction.created",
      "message.created",
      "message.created",
      "message.completed",
    ]);
    expect(events[0]).toMatchObject({ interaction: { id: stream.interaction?.id }, messages: [{ content: "Hi!" }] });
    expect(events[1]).toMatchObject({ message: { sentBy: "user", id: stream.message?.id } });
    expect(stream.parts).toEqual([{ type: "text", text: "ab" }]);
    const reply = await stream.finalMessage();
    expect(reply).toMatchObject({ id: stream.messageId, parentId: stream.message?.id, parts: stream.parts });
  });

  it("streams what the model thinks apart from its reply", async () => {
    const content = script({ think: ["Let me ", "see."], say: ["Four", "."] });
    const stream = project.user().turns.stream({ agentId: project.agentId, content });
    const events = await readAll(stream);
    const pieces = (wanted: string) =>
      events.flatMap((event) => (event.type === wanted && "delta" in event ? event.delta : []));
    expect(pieces("message.reasoning_delta").join("")).toBe("Let me see.");
    expect(pieces("message.delta").join("")).toBe("Four.");
    expect(stream.content).toBe("Four.");
    expect((await stream.finalMessage()).parts).toMatchObject([
      { type: "reasoning", text: "Let me see.", durationMs: expect.any(Number) },
      { type: "text", text: "Four." },
    ]);
  });

  it("is not stored twice wherever its connection is cut", async () => {
    const pieces = Array.from({ length: 20 }, (_, n) => `${n} `);
    for (const cutAfter of [0, 100, 500, 900, 1_300, 2_000]) {
      const proxy = await startProxy(project.url);
      proxy.faults = [{ cutAfter }, { cutAfter }];
      const { turns } = project.user("alice", { baseUrl: proxy.url });
      const stream = turns.stream({ agentId: project.agentId, content: script({ say: pieces, pace: 10 }) });
      const events = await readAll(stream);
      const types = events.map(({ type }) => type).filter((type) => type !== "message.delta");
      expect(types).toEqual(["interaction.created", "message.created", "message.created", "message.completed"]);
      expect(stream.content).toBe(pieces.join(""));
      expect(await texts(stream.interaction?.id as string)).toHaveLength(3);
      await proxy.close();
    }
  });

  it("fails like asking, and can be repeated", async () => {
    const { turns } = project.user();
    await expect(turns.create({ agentId: project.agentId, content: script({ status: 500 }) })).rejects.toThrow(
      UnavailableError,
    );
    const stream = turns.stream({ agentId: project.agentId, content: script({ say: ["half"], breakOff: true }) });
    await expect(stream.finalMessage()).rejects.toThrow(ReplyFailedError);
  });

  it("is sent again only after a lost response", async () => {
    const reply = { object: "message", id: "msg_2", sent_by: "agent" } as unknown as Message;
    const server = await startStub((request, response, count) => {
      if (count === 1) request.socket.destroy();
      else json(response, 200, { interaction: {}, message: {}, reply });
    });
    await server.client().turns.create({ agentId: "ag_1", content: "x" });
    expect(server.bodies).toHaveLength(2);
    expect(server.bodies[1]).toEqual(server.bodies[0]);
    await server.close();

    const failing = await startStub((_, response) => json(response, 503, {}));
    await expect(failing.client().turns.create({ agentId: "ag_1", content: "x" })).rejects.toThrow(UnavailableError);
    expect(failing.requests).toHaveLength(1);
    await failing.close();

    const silent = await startStub((request) => request.socket.destroy());
    const stream = silent.client().turns.stream({ agentId: "ag_1", content: "x" });
    await expect(stream.finalMessage()).rejects.toThrow(ProficientConnectionError);
    expect(new Set(silent.bodies.map(({ client_id }) => client_id)).size).toBe(1);
    expect(silent.requests).toHaveLength(3);
    // With no retries, for the call or for the client, not even then.
    const params = { agentId: "ag_1", content: "x" };
    await expect(silent.client().turns.stream(params, { maxRetries: 0 }).finalMessage()).rejects.toThrow();
    await expect(silent.client({ maxRetries: 0 }).turns.stream(params).finalMessage()).rejects.toThrow();
    expect(silent.requests).toHaveLength(5);
    await silent.close();
  });
});
