import {
  ConflictError,
  InvalidRequestError,
  ProficientConnectionError,
  type ReplyEvent,
  ReplyFailedError,
  type ReplyStream,
  ResourceNotFoundError,
  type StreamOptions,
  UnavailableError,
} from "@proficient/client";
import {
  createTestProject,
  type Fault,
  type FaultyProxy,
  script,
  startProxy,
  type TestProject,
} from "@proficient/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startStub } from "./stub.js";

let project: TestProject;
const proxies: FaultyProxy[] = [];
beforeAll(async () => {
  project = await createTestProject();
});
afterAll(() => Promise.all(proxies.map((proxy) => proxy.close())));

/** Starts a proxy to the server. */
async function proxyWith(...faults: Fault[]): Promise<FaultyProxy> {
  const proxy = await startProxy(project.url);
  proxies.push(proxy);
  proxy.faults.push(...faults);
  return proxy;
}

const words = Array.from({ length: 30 }, (_, n) => `${n} wörd 😀 `);
const text = words.join("");
const longReply = script({ say: words, pace: 20 });

async function readAll(stream: ReplyStream): Promise<ReplyEvent[]> {
  const events = [];
  for await (const event of stream) events.push(event);
  return events;
}

const deltas = (events: ReplyEvent[]) =>
  events.map((event) => (event.type === "message.delta" ? event.delta : "")).join("");
const types = (events: ReplyEvent[]) => events.map((event) => event.type).filter((type) => type !== "message.delta");

/** Returns a stream of the reply to a new message. */
async function streamReply(content: string, options: StreamOptions = {}, baseUrl = project.url) {
  const client = project.user("alice", { baseUrl });
  const { interaction, message } = await project.createMessage(project.user(), content);
  return { client, stream: client.messages.stream(message.id, { interactionId: interaction.id }, options) };
}

describe.concurrent("a streamed reply", () => {
  it("arrives in deltas that add up to the whole text", async () => {
    const { client, stream } = await streamReply(longReply);
    expect([stream.messageId, stream.lastEventId, stream.content]).toEqual([undefined, undefined, ""]);
    const events = await readAll(stream);
    expect(types(events)).toEqual(["message.created", "message.completed"]);
    expect(events.length).toBeGreaterThan(10);
    expect(events[0]).toMatchObject({ message: { status: "in_progress", content: "", sentBy: "agent" } });
    expect(events.at(-1)).toMatchObject({ message: { status: "completed", content: text } });
    expect(deltas(events)).toBe(text);
    const final = await stream.finalMessage();
    expect(final).toEqual(await client.messages.get(stream.messageId ?? ""));
    expect([final.id, stream.content]).toEqual([stream.messageId, text]);
    expect(() => stream[Symbol.asyncIterator]()).toThrow("only once");
  });

  it("can be read as text or as a whole", async () => {
    let received = "";
    for await (const piece of (await streamReply(longReply)).stream.text()) received += piece;
    expect(received).toBe(text);
    expect((await (await streamReply(longReply)).stream.finalMessage()).content).toBe(text);
  });

  it("is resumed without gaps or repeats wherever connections are cut", async () => {
    const round = async () => {
      const cuts = [1_100, 600, 600, 600].map((minimum) => ({ cutAfter: minimum + Math.floor(Math.random() * 700) }));
      const proxy = await proxyWith(...cuts);
      const { client, stream } = await streamReply(longReply, {}, proxy.url);
      const events = await readAll(stream);
      expect(proxy.connections).toBeGreaterThan(2);
      expect(deltas(events)).toBe(text);
      expect(types(events)).toEqual(["message.created", "message.completed"]);
      expect((await client.messages.get(stream.messageId ?? "")).content).toBe(text);
    };
    await Promise.all(Array.from({ length: 20 }, round));
  });

  it("is resumed when heartbeats stop", async () => {
    const proxy = await proxyWith({ stallAfter: 1_500 }, { stallAfter: 900 });
    const { stream } = await streamReply(longReply, { heartbeatTimeout: 2_000 }, proxy.url);
    const events = await readAll(stream);
    expect(deltas(events)).toBe(text);
    expect(types(events)).toEqual(["message.created", "message.completed"]);
    expect(proxy.connections).toBe(3);
  });

  it("is not asked for again if the connection breaks before its first event", async () => {
    const proxy = await proxyWith({ cutAfter: 50 });
    const { stream } = await streamReply(longReply, {}, proxy.url);
    await expect(stream.finalMessage()).rejects.toThrow(ProficientConnectionError);
    expect(proxy.connections).toBe(1);
  });

  it("fails when the server stays unreachable", async () => {
    const proxy = await proxyWith();
    const { stream } = await streamReply(script({ say: words, pace: 100 }), {}, proxy.url);
    const listening = (async () => {
      for await (const event of stream) if (event.type === "message.delta") await proxy.close();
    })();
    await expect(listening).rejects.toThrow(ProficientConnectionError);
    await expect(stream.finalMessage()).rejects.toThrow(ProficientConnectionError);
  }, 60_000);
});

describe.concurrent("listening", () => {
  it("can stop while the reply continues", async () => {
    const controller = new AbortController();
    const { client, stream } = await streamReply(longReply, { signal: controller.signal });
    const received: ReplyEvent[] = [];
    const listening = (async () => {
      for await (const event of stream) if (received.push(event) === 5) controller.abort();
    })();
    await expect(listening).rejects.toMatchObject({ name: "AbortError" });
    await expect(stream.finalMessage()).rejects.toMatchObject({ name: "AbortError" });

    const rest = client.messages.resume(stream.messageId ?? "", { lastEventId: stream.lastEventId });
    expect(deltas([...received, ...(await readAll(rest))])).toBe(text);

    const { stream: abandoned } = await streamReply(longReply);
    for await (const event of abandoned) if (event.type === "message.delta") break;
    await expect(abandoned.finalMessage()).rejects.toThrow("not read to its end");
    expect((await client.messages.resume(abandoned.messageId ?? "").finalMessage()).content).toBe(text);
  });

  it("can start from the first event or from any other", async () => {
    const { client, stream } = await streamReply(longReply);
    const events: ReplyEvent[] = [];
    const ids: (string | undefined)[] = [];
    let resumed: Promise<ReplyEvent[]> | undefined;
    for await (const event of stream) {
      events.push(event);
      ids.push(stream.lastEventId);
      if (events.length === 8) resumed = readAll(client.messages.resume(stream.messageId ?? ""));
    }
    expect(deltas((await resumed) ?? [])).toBe(text);
    for (const at of [0, 5, 12]) {
      const later = await readAll(client.messages.resume(stream.messageId ?? "", { lastEventId: ids[at] }));
      expect(deltas([...events.slice(0, at + 1), ...later])).toBe(text);
      expect(types(later)).toEqual(["message.completed"]);
    }
  });

  it("yields nothing after the last event but still returns the reply", async () => {
    const { client, stream } = await streamReply(script({ say: ["done"] }));
    const final = await stream.finalMessage();
    const after = client.messages.resume(final.id, { lastEventId: stream.lastEventId });
    expect(await readAll(after)).toEqual([]);
    expect(await after.finalMessage()).toEqual(final);
  });

  it("fails like other calls", async () => {
    const client = project.user();
    await expect(client.messages.resume("msg_none").finalMessage()).rejects.toThrow(ResourceNotFoundError);
    const { stream } = await streamReply(script({ say: ["done"] }));
    const { id, parentId, interactionId } = await stream.finalMessage();
    await expect(client.messages.resume(id, { lastEventId: "x" }).finalMessage()).rejects.toThrow(InvalidRequestError);
    await expect(client.messages.resume(parentId ?? "").finalMessage()).rejects.toThrow(ConflictError);
    await expect(client.messages.stream(id, { interactionId }).finalMessage()).rejects.toThrow(ConflictError);
    await expect(project.user("bob").messages.resume(id).finalMessage()).rejects.toThrow(ResourceNotFoundError);
    const page = await startStub((_, response) => response.end("<html>"));
    await expect(page.client().messages.resume(id).finalMessage()).rejects.toThrow("baseUrl");
    await page.close();
  });

  it("to a failing reply yields its text and the reason", async () => {
    const { stream } = await streamReply(script({ say: ["Well, "], breakOff: true }));
    const events = await readAll(stream);
    expect(types(events)).toEqual(["message.created", "message.failed"]);
    expect(events.at(-1)).toMatchObject({
      error: { code: "unavailable" },
      message: { status: "failed", content: "Well, " },
    });
    const error = await stream.finalMessage().catch((error) => error);
    expect(error).toBeInstanceOf(ReplyFailedError);
    expect(error).toBeInstanceOf(UnavailableError);
    expect(error).toMatchObject({ statusCode: 503, code: "unavailable", reply: { content: "Well, " } });

    const failing = await streamReply(script({ status: 400 }));
    await expect(readAll(failing.stream)).resolves.toMatchObject([
      { type: "message.created" },
      { type: "message.failed" },
    ]);
    const reading = async () => {
      for await (const _ of (await streamReply(script({ status: 400 }))).stream.text());
    };
    await expect(reading()).rejects.toThrow(ReplyFailedError);
  });

  it("can cancel the reply itself", async () => {
    const { stream } = await streamReply(script({ say: words, pace: 300 }));
    await expect(stream.cancel()).rejects.toThrow(TypeError);
    const events: ReplyEvent[] = [];
    for await (const event of stream) {
      events.push(event);
      if (event.type === "message.delta") expect((await stream.cancel()).status).toBe("cancelled");
    }
    expect(types(events)).toEqual(["message.created", "message.cancelled"]);
    const final = await stream.finalMessage();
    expect(final).toMatchObject({ status: "cancelled", content: deltas(events) });
    expect(final.content.length).toBeLessThan(text.length);
  });
});
