import { script } from "@proficient/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ConversationStore } from "../src/store/conversation.js";
import { visiblePath } from "../src/store/messageTree.js";
import { createSessionProject, type SessionProject, waitForState } from "./support.js";

let cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups) cleanup();
  cleanups = [];
});

const start = (store: ConversationStore) => {
  cleanups.push(store.start());
  return store;
};
const texts = (store: ConversationStore) =>
  visiblePath(store.get().messages, store.get().choices).map(({ message }) => message.content);
const waitForMessages = (store: ConversationStore, count: number) =>
  waitForState(
    store,
    ({ messages, asking, outgoing }) =>
      messages.length === count && !asking && !outgoing && messages.every(({ status }) => status !== "in_progress"),
  );

describe("a conversation", () => {
  let project: SessionProject;
  beforeEach(async () => {
    project = await createSessionProject();
  });

  it("is created with its first message, and the agent is asked automatically", async () => {
    const store = start(project.conversation());
    expect(await store.send("Hello")).toBe(true);
    await waitForMessages(store, 2);
    expect(texts(store)).toEqual(["Hello", "You said: Hello"]);
    await store.send("More");
    await waitForMessages(store, 4);
    expect(store.get().messages.map(({ depth }) => depth)).toEqual([0, 1, 2, 3]);
  });

  it("continues below the agent's greeting", async () => {
    const withGreeting = await createSessionProject({ greetingMessage: "Hi!", initialTurn: "agent" });
    const store = start(withGreeting.conversation());
    await store.send("Hello");
    await waitForMessages(store, 3);
    expect(texts(store)).toEqual(["Hi!", "Hello", "You said: Hello"]);
  });

  it("does not ask automatically without autoAsk", async () => {
    const store = start(project.conversation({ autoAsk: false }));
    await store.send("Hello");
    await waitForMessages(store, 1);
    await store.ask(store.get().messages[0]?.id as string);
    await waitForMessages(store, 2);
  });

  it("has branches from regenerating and editing, and switches between them", async () => {
    const store = start(project.conversation());
    await store.send("Hello");
    const [question, first] = (await waitForMessages(store, 2)).messages;
    await store.ask(question?.id as string);
    await waitForMessages(store, 3);
    const second = visiblePath(store.get().messages, store.get().choices)[1];
    expect(second).toMatchObject({ position: 1, siblings: [first?.id, second?.message.id] });
    await store.edit(question?.id as string, "Goodbye");
    await waitForMessages(store, 5);
    expect(texts(store)).toEqual(["Goodbye", "You said: Goodbye"]);
    store.choose(first?.id as string);
    expect(visiblePath(store.get().messages, store.get().choices).map(({ message }) => message.id)).toEqual([
      question?.id,
      first?.id,
    ]);
  });

  it("streams a reply, stops it, and keeps what was written", async () => {
    const store = start(project.conversation());
    await store.send(script({ say: Array(200).fill("word "), pace: 20 }));
    const { messages } = await waitForState(store, ({ messages }) => messages[1]?.content.includes("word word"));
    await store.stop(messages[1]?.id as string);
    const state = await waitForState(store, ({ messages }) => messages[1]?.status === "cancelled");
    expect(state.messages[1]?.content).toMatch(/^(word )+$/);
  });

  it("shows a reply whose stream a refresh outruns", async () => {
    const store = start(project.conversation());
    const { turns } = project.session.client;
    const stream = turns.stream.bind(turns);
    turns.stream = (...args) => {
      const opened = stream(...args);
      async function* events() {
        for await (const event of opened) {
          if (event.type === "message.created" && event.message.sentBy === "agent") {
            await vi.waitUntil(() => store.load().then(() => store.get().messages.length === 2));
          }
          yield event;
        }
      }
      return { content: "", parts: [], [Symbol.asyncIterator]: events } as unknown as ReturnType<typeof stream>;
    };
    await store.send(script({ say: Array(100).fill("a"), pace: 50 }));
    const state = await waitForState(store, ({ messages, asking }) => messages.length === 2 && !asking);
    expect(state.messages[1]?.status).toBe("in_progress");
  });

  it("resumes a reply in progress only once", async () => {
    const store = start(project.conversation());
    await store.send(script({ say: Array(40).fill("a"), pace: 20 }));
    await waitForState(store, ({ messages }) => messages[1]?.content);
    const { interactionId } = store.get();
    const other = start(project.conversation({ interactionId: interactionId as string }));
    await waitForState(other, ({ messages }) => messages[1]?.status === "in_progress");
    await other.load();
    await waitForMessages(other, 2);
    expect(texts(other)[1]).toBe("a".repeat(40));
    await waitForMessages(store, 2);
    expect(texts(store)[1]).toBe("a".repeat(40));
  });

  it("reports a failed reply at its message, and asks again", async () => {
    const store = start(project.conversation());
    await store.send(script({ status: 500 }));
    const state = await waitForState(store, ({ problems }) => Object.keys(problems).length > 0);
    const question = state.messages[0]?.id as string;
    expect(state.messages).toHaveLength(1);
    expect(state.problems[question]?.kind).toBe("unavailable");
    store.ask(question);
    expect(store.get().problems).toEqual({});
    await waitForState(store, ({ problems }) => problems[question]);
  });

  it("keeps the text of an interrupted reply", async () => {
    const store = start(project.conversation());
    await store.send(script({ say: ["half "], breakOff: true }));
    const state = await waitForState(store, ({ messages }) => messages[1]?.status === "failed");
    expect(state.messages[1]?.content).toBe("half ");
    expect(state.problems[state.messages[1]?.id as string]?.kind).toBe("unavailable");
  });

  it("keeps a message that could not be sent, and sends it later", async () => {
    const store = start(project.conversation());
    await project.admin.agents.deactivate(project.agentId);
    expect(await store.send("Hello")).toBe(false);
    expect(store.get().outgoing).toMatchObject({ content: "Hello", problem: { kind: "forbidden" } });
    await project.admin.agents.activate(project.agentId);
    expect(await store.resend()).toBe(true);
    await waitForMessages(store, 2);
    await project.admin.agents.deactivate(project.agentId);
    await store.send("And now?");
    expect(store.takeBack()).toBe("And now?");
    expect(store.get().outgoing).toBeUndefined();
  });

  it("does not store a message twice that was taken back and sent unchanged", async () => {
    const store = start(project.conversation());
    await project.admin.agents.deactivate(project.agentId);
    await store.send("Hello");
    const before = store.get().outgoing?.clientId;
    await store.send(store.takeBack());
    expect(store.get().outgoing?.clientId).toBe(before);
    await store.send(`${store.takeBack()}!`);
    expect(store.get().outgoing?.clientId).not.toBe(before);
  });

  it("rates a reply and removes the rating", async () => {
    const store = start(project.conversation());
    await store.send("Hello");
    const reply = (await waitForMessages(store, 2)).messages[1]?.id as string;
    await store.rate(reply, "up");
    expect(store.get().messages[1]?.feedback?.rating).toBe("up");
    await store.rate(reply, "down");
    expect(store.get().messages[1]?.feedback?.rating).toBe("down");
    await store.rate(reply, "down");
    expect(store.get().messages[1]?.feedback).toBeUndefined();
  });

  it("reports a rating that was not stored apart from the reply's own problems", async () => {
    const store = start(project.conversation());
    await store.send("Hello");
    const reply = (await waitForMessages(store, 2)).messages[1]?.id as string;
    expect(await store.rate(reply, "down", "x".repeat(5_000))).toBe(false);
    expect(store.get()).toMatchObject({ problems: {}, ratingProblems: { [reply]: { kind: "invalid" } } });
    expect(await store.rate(reply, "down", "Too short")).toBe(true);
    expect(store.get().ratingProblems).toEqual({});
  });

  it("is gone after it was deleted", async () => {
    const store = start(project.conversation());
    await store.send("Hello");
    const { interactionId } = await waitForMessages(store, 2);
    await project.session.client.interactions.delete(interactionId as string);
    await store.load();
    expect(store.get()).toMatchObject({ status: "gone", messages: [] });
  });

  it("loads more than a thousand messages", async () => {
    const { interaction } = await project.session.client.interactions.create({ agentId: project.agentId });
    const say = () => project.session.client.messages.create({ interactionId: interaction.id, content: "x" });
    for (let i = 0; i < 41; i += 1) await Promise.all(Array.from({ length: 25 }, say));
    const store = start(project.conversation({ interactionId: interaction.id }));
    await waitForState(store, ({ status }) => status === "ready");
    expect(store.get().messages).toHaveLength(1_025);
  }, 60_000);

  it("notifies other tabs of the same user only", async () => {
    const store = start(project.conversation());
    await store.send("Hello");
    const { interactionId } = await waitForMessages(store, 2);
    const received: string[] = [];
    const receivedByBob: string[] = [];
    cleanups.push(project.createSession().subscribeToTabs((message) => received.push(message.interactionId)));
    cleanups.push(project.createSession("bob").subscribeToTabs((message) => receivedByBob.push(message.interactionId)));
    await store.send("More");
    await waitForMessages(store, 4);
    await expect.poll(() => received).toContain(interactionId);
    expect(receivedByBob).toEqual([]);
  });
});
