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
import { type CuttingProxy, script, startProxy, type Trouble } from "@proficient/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { said, stub, type World, world } from "./support.js";

let here: World;
const proxies: CuttingProxy[] = [];
beforeAll(async () => {
  here = await world();
});
afterAll(() => Promise.all(proxies.map((proxy) => proxy.close())));

/** A way to the server whose first connections go wrong. */
async function through(...trouble: Trouble[]): Promise<CuttingProxy> {
  const proxy = await startProxy(here.url);
  proxies.push(proxy);
  proxy.trouble.push(...trouble);
  return proxy;
}

const words = Array.from({ length: 30 }, (_, n) => `${n} wörd 😀 `);
const text = words.join("");
const long = script({ say: words, pace: 20 });

async function all(stream: ReplyStream): Promise<ReplyEvent[]> {
  const events = [];
  for await (const event of stream) events.push(event);
  return events;
}

const deltas = (events: ReplyEvent[]) =>
  events.map((event) => (event.type === "message.delta" ? event.delta : "")).join("");
const types = (events: ReplyEvent[]) => events.map((event) => event.type).filter((type) => type !== "message.delta");

/** A stream of the reply to a new message. */
async function asked(content: string, options: StreamOptions = {}, baseUrl = here.url) {
  const client = here.user("alice", { baseUrl });
  const { interaction, message } = await said(here.user(), here.agentId, content);
  return { client, stream: client.messages.stream(message.id, { interactionId: interaction.id }, options) };
}

describe.concurrent("a streamed reply", () => {
  it("comes as it is written, and is whole at the end", async () => {
    const { client, stream } = await asked(long);
    expect([stream.messageId, stream.lastEventId, stream.content]).toEqual([undefined, undefined, ""]);
    const events = await all(stream);
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

  it("can be had as text, or only whole", async () => {
    let got = "";
    for await (const piece of (await asked(long)).stream.text()) got += piece;
    expect(got).toBe(text);
    expect((await (await asked(long)).stream.finalMessage()).content).toBe(text);
  });

  it("goes on without gap or repeat when connections are cut anywhere", async () => {
    const round = async () => {
      const cuts = [1_100, 600, 600, 600].map((least) => ({ cutAfter: least + Math.floor(Math.random() * 700) }));
      const proxy = await through(...cuts);
      const { client, stream } = await asked(long, {}, proxy.url);
      const events = await all(stream);
      expect(proxy.connections).toBeGreaterThan(2);
      expect(deltas(events)).toBe(text);
      expect(types(events)).toEqual(["message.created", "message.completed"]);
      expect((await client.messages.get(stream.messageId ?? "")).content).toBe(text);
    };
    await Promise.all(Array.from({ length: 20 }, round));
  });

  it("goes on when there is no sign of life", async () => {
    const proxy = await through({ stallAfter: 1_500 }, { stallAfter: 900 });
    const { stream } = await asked(long, { heartbeatTimeout: 500 }, proxy.url);
    const events = await all(stream);
    expect(deltas(events)).toBe(text);
    expect(types(events)).toEqual(["message.created", "message.completed"]);
    expect(proxy.connections).toBe(3);
  });

  it("is not asked for again when nothing was heard of it", async () => {
    const proxy = await through({ cutAfter: 50 });
    const { stream } = await asked(long, {}, proxy.url);
    await expect(stream.finalMessage()).rejects.toThrow(ProficientConnectionError);
    expect(proxy.connections).toBe(1);
  });

  it("is given up when the server stays away", async () => {
    const proxy = await through();
    const { stream } = await asked(script({ say: words, pace: 100 }), {}, proxy.url);
    const listening = (async () => {
      for await (const event of stream) if (event.type === "message.delta") await proxy.close();
    })();
    await expect(listening).rejects.toThrow(ProficientConnectionError);
    await expect(stream.finalMessage()).rejects.toThrow(ProficientConnectionError);
  }, 60_000);
});

describe.concurrent("listening", () => {
  it("can end before the reply does, which goes on", async () => {
    const controller = new AbortController();
    const { client, stream } = await asked(long, { signal: controller.signal });
    const heard: ReplyEvent[] = [];
    const listening = (async () => {
      for await (const event of stream) if (heard.push(event) === 5) controller.abort();
    })();
    await expect(listening).rejects.toMatchObject({ name: "AbortError" });
    await expect(stream.finalMessage()).rejects.toMatchObject({ name: "AbortError" });

    const rest = client.messages.resume(stream.messageId ?? "", { lastEventId: stream.lastEventId });
    expect(deltas([...heard, ...(await all(rest))])).toBe(text);

    const { stream: left } = await asked(long);
    for await (const event of left) if (event.type === "message.delta") break;
    await expect(left.finalMessage()).rejects.toThrow("Nobody listened");
    expect((await client.messages.resume(left.messageId ?? "").finalMessage()).content).toBe(text);
  });

  it("can be joined by others, from the start or from anywhere", async () => {
    const { client, stream } = await asked(long);
    const events: ReplyEvent[] = [];
    const ids: (string | undefined)[] = [];
    let joined: Promise<ReplyEvent[]> | undefined;
    for await (const event of stream) {
      events.push(event);
      ids.push(stream.lastEventId);
      if (events.length === 8) joined = all(client.messages.resume(stream.messageId ?? ""));
    }
    expect(deltas((await joined) ?? [])).toBe(text);
    for (const at of [0, 5, 12]) {
      const later = await all(client.messages.resume(stream.messageId ?? "", { lastEventId: ids[at] }));
      expect(deltas([...events.slice(0, at + 1), ...later])).toBe(text);
      expect(types(later)).toEqual(["message.completed"]);
    }
  });

  it("brings nothing more after the last event, but the reply is there", async () => {
    const { client, stream } = await asked(script({ say: ["done"] }));
    const final = await stream.finalMessage();
    const after = client.messages.resume(final.id, { lastEventId: stream.lastEventId });
    expect(await all(after)).toEqual([]);
    expect(await after.finalMessage()).toEqual(final);
  });

  it("fails as other calls do", async () => {
    const client = here.user();
    await expect(client.messages.resume("msg_none").finalMessage()).rejects.toThrow(ResourceNotFoundError);
    const { stream } = await asked(script({ say: ["done"] }));
    const { id, parentId, interactionId } = await stream.finalMessage();
    await expect(client.messages.resume(id, { lastEventId: "x" }).finalMessage()).rejects.toThrow(InvalidRequestError);
    await expect(client.messages.resume(parentId ?? "").finalMessage()).rejects.toThrow(ConflictError);
    await expect(client.messages.stream(id, { interactionId }).finalMessage()).rejects.toThrow(ConflictError);
    await expect(here.user("bob").messages.resume(id).finalMessage()).rejects.toThrow(ResourceNotFoundError);
    const page = await stub((_, response) => response.end("<html>"));
    await expect(page.client().messages.resume(id).finalMessage()).rejects.toThrow("baseUrl");
    await page.close();
  });

  it("to a reply that fails brings its text and the reason", async () => {
    const { stream } = await asked(script({ say: ["Well, "], breakOff: true }));
    const events = await all(stream);
    expect(types(events)).toEqual(["message.created", "message.failed"]);
    expect(events.at(-1)).toMatchObject({
      error: { code: "unavailable" },
      message: { status: "failed", content: "Well, " },
    });
    const error = await stream.finalMessage().catch((error) => error);
    expect(error).toBeInstanceOf(ReplyFailedError);
    expect(error).toBeInstanceOf(UnavailableError);
    expect(error).toMatchObject({ statusCode: 503, code: "unavailable", reply: { content: "Well, " } });

    const never = await asked(script({ status: 400 }));
    await expect(all(never.stream)).resolves.toMatchObject([{ type: "message.created" }, { type: "message.failed" }]);
    const reading = async () => {
      for await (const _ of (await asked(script({ status: 400 }))).stream.text());
    };
    await expect(reading()).rejects.toThrow(ReplyFailedError);
  });

  it("can stop the reply itself", async () => {
    const { stream } = await asked(script({ say: words, pace: 300 }));
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
