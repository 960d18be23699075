import { script } from "@proficient/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ConversationStore } from "../src/store/conversation.js";
import { path } from "../src/store/tree.js";
import { until, world } from "./support.js";

let stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops) stop();
  stops = [];
});

const started = (store: ConversationStore) => {
  stops.push(store.start());
  return store;
};
const texts = (store: ConversationStore) =>
  path(store.get().messages, store.get().choices).map(({ message }) => message.content);
const done = (store: ConversationStore, count: number) =>
  until(
    store,
    ({ messages, asking, outgoing }) =>
      messages.length === count && !asking && !outgoing && messages.every(({ status }) => status !== "in_progress"),
  );

describe("a conversation", () => {
  let w: Awaited<ReturnType<typeof world>>;
  beforeEach(async () => {
    w = await world();
  });

  it("begins with its first message, and is asked without asking", async () => {
    const store = started(w.conversation());
    expect(await store.send("Hello")).toBe(true);
    await done(store, 2);
    expect(texts(store)).toEqual(["Hello", "You said: Hello"]);
    await store.send("More");
    await done(store, 4);
    expect(store.get().messages.map(({ depth }) => depth)).toEqual([0, 1, 2, 3]);
  });

  it("begins below the agent's greeting", async () => {
    const greeted = await world({ greetingMessage: "Hi!", initialTurn: "agent" });
    const store = started(greeted.conversation());
    await store.send("Hello");
    await done(store, 3);
    expect(texts(store)).toEqual(["Hi!", "Hello", "You said: Hello"]);
  });

  it("is asked only when asked, without autoAsk", async () => {
    const store = started(w.conversation({ autoAsk: false }));
    await store.send("Hello");
    await done(store, 1);
    await store.ask(store.get().messages[0]?.id as string);
    await done(store, 2);
  });

  it("has branches: asked again, edited, and chosen", async () => {
    const store = started(w.conversation());
    await store.send("Hello");
    const [question, first] = (await done(store, 2)).messages;
    await store.ask(question?.id as string);
    await done(store, 3);
    const second = path(store.get().messages, store.get().choices)[1];
    expect(second).toMatchObject({ position: 1, siblings: [first?.id, second?.message.id] });
    await store.edit(question?.id as string, "Goodbye");
    await done(store, 5);
    expect(texts(store)).toEqual(["Goodbye", "You said: Goodbye"]);
    store.choose(first?.id as string);
    expect(path(store.get().messages, store.get().choices).map(({ message }) => message.id)).toEqual([
      question?.id,
      first?.id,
    ]);
  });

  it("streams, is stopped, and keeps what was written", async () => {
    const store = started(w.conversation());
    await store.send(script({ say: Array(200).fill("word "), pace: 20 }));
    const { messages } = await until(store, ({ messages }) => messages[1]?.content.includes("word word"));
    await store.stop(messages[1]?.id as string);
    const state = await until(store, ({ messages }) => messages[1]?.status === "cancelled");
    expect(state.messages[1]?.content).toMatch(/^(word )+$/);
  });

  it("joins a reply that is being written, once", async () => {
    const store = started(w.conversation());
    await store.send(script({ say: Array(40).fill("a"), pace: 20 }));
    await until(store, ({ messages }) => messages[1]?.content);
    const { interactionId } = store.get();
    const other = started(w.conversation({ interactionId: interactionId as string }));
    await until(other, ({ messages }) => messages[1]?.status === "in_progress");
    await other.load();
    await done(other, 2);
    expect(texts(other)[1]).toBe("a".repeat(40));
    await done(store, 2);
    expect(texts(store)[1]).toBe("a".repeat(40));
  });

  it("says where a reply failed, and asks again", async () => {
    const store = started(w.conversation());
    await store.send(script({ status: 500 }));
    const state = await until(store, ({ problems }) => Object.keys(problems).length > 0);
    const question = state.messages[0]?.id as string;
    expect(state.messages).toHaveLength(1);
    expect(state.problems[question]?.kind).toBe("unavailable");
    store.ask(question);
    expect(store.get().problems).toEqual({});
    await until(store, ({ problems }) => problems[question]);
  });

  it("keeps the words before a reply broke off", async () => {
    const store = started(w.conversation());
    await store.send(script({ say: ["half "], breakOff: true }));
    const state = await until(store, ({ messages }) => messages[1]?.status === "failed");
    expect(state.messages[1]?.content).toBe("half ");
    expect(state.problems[state.messages[1]?.id as string]?.kind).toBe("unavailable");
  });

  it("keeps what could not be sent, and sends it later", async () => {
    const store = started(w.conversation());
    await w.admin.agents.deactivate(w.agentId);
    expect(await store.send("Hello")).toBe(false);
    expect(store.get().outgoing).toMatchObject({ content: "Hello", problem: { kind: "forbidden" } });
    await w.admin.agents.activate(w.agentId);
    expect(await store.resend()).toBe(true);
    await done(store, 2);
    await w.admin.agents.deactivate(w.agentId);
    await store.send("And now?");
    expect(store.takeBack()).toBe("And now?");
    expect(store.get().outgoing).toBeUndefined();
  });

  it("is rated, and the rating taken back", async () => {
    const store = started(w.conversation());
    await store.send("Hello");
    const reply = (await done(store, 2)).messages[1]?.id as string;
    await store.rate(reply, "up");
    expect(store.get().messages[1]?.feedback?.rating).toBe("up");
    await store.rate(reply, "down");
    expect(store.get().messages[1]?.feedback?.rating).toBe("down");
    await store.rate(reply, "down");
    expect(store.get().messages[1]?.feedback).toBeUndefined();
  });

  it("that was deleted is gone, and another user's was never there", async () => {
    const store = started(w.conversation());
    await store.send("Hello");
    const { interactionId } = await done(store, 2);
    await w.connection.client.interactions.delete(interactionId as string);
    await store.load();
    expect(store.get()).toMatchObject({ status: "gone", messages: [] });
  });

  it("with more than a thousand messages is whole", async () => {
    const { interaction } = await w.connection.client.interactions.create({ agentId: w.agentId });
    const say = () => w.connection.client.messages.create({ interactionId: interaction.id, content: "x" });
    for (let i = 0; i < 41; i += 1) await Promise.all(Array.from({ length: 25 }, say));
    const store = started(w.conversation({ interactionId: interaction.id }));
    await until(store, ({ status }) => status === "ready");
    expect(store.get().messages).toHaveLength(1_025);
  }, 60_000);

  it("tells other tabs of the user, and nobody else", async () => {
    const store = started(w.conversation());
    await store.send("Hello");
    const { interactionId } = await done(store, 2);
    const tab = w.connect();
    const heard: string[] = [];
    const stranger: string[] = [];
    stops.push(tab.hear((change) => heard.push(change.interactionId)));
    stops.push(w.connect("bob").hear((change) => stranger.push(change.interactionId)));
    await store.send("More");
    await done(store, 4);
    await expect.poll(() => heard).toContain(interactionId);
    expect(stranger).toEqual([]);
  });
});
