import type { Interaction } from "@proficient/client";
import { afterEach, expect, it } from "vitest";
import { InteractionsStore, sortByActivity } from "../src/store/interactions.js";
import { Session } from "../src/store/session.js";
import { createSessionProject, waitForState } from "./support.js";

let stop = () => {};
afterEach(() => stop());

/** Creates interactions and returns a store that has loaded the first page. */
async function loadList(count = 0) {
  const project = await createSessionProject();
  const { session, agentId } = project;
  const create = () => session.client.interactions.create({ agentId });
  for (let i = 0; i < count; i += 25) await Promise.all(Array.from({ length: Math.min(25, count - i) }, create));
  const store = new InteractionsStore(session, agentId);
  stop = store.start();
  await waitForState(store, ({ status }) => status === "ready");
  return { ...project, store };
}

it("loads page by page without gaps or repeats", async () => {
  const { store } = await loadList(245);
  expect(store.get().interactions).toHaveLength(100);
  await Promise.all([store.loadMore(), store.loadMore()]);
  expect(store.get().interactions).toHaveLength(200);
  await store.load();
  expect(store.get().interactions).toHaveLength(200);
  await store.loadMore();
  expect(store.get()).toMatchObject({ hasMore: false });
  expect(new Set(store.get().interactions.map(({ id }) => id)).size).toBe(245);
});

it("loads further pages up to a number of interactions, until loading fails", async () => {
  const { store, session } = await loadList(245);
  await store.loadUpTo(150);
  expect(store.get()).toMatchObject({ hasMore: true, interactions: { length: 200 } });
  session.client.interactions.list = () => Promise.reject(new Error("offline"));
  await store.loadUpTo(1_000);
  expect(store.get()).toMatchObject({ interactions: { length: 200 }, problem: { kind: "unknown" } });
});

it("tells when interactions were last active, which a new name is not", async () => {
  const { store, session } = await loadList(2);
  const [newest, oldest] = store.get().interactions as [Interaction, Interaction];
  expect(sortByActivity(store.get())).toEqual([newest, oldest]);
  await store.rename(oldest.id, "Orders");
  await session.client.interactions.update(oldest.id, { name: "Returns" });
  await store.load();
  expect(store.get().interactions[1]?.updatedAt).toBeGreaterThan(newest.updatedAt);
  expect(store.get().lastActive[oldest.id]).toBe(oldest.updatedAt);

  const { createdAt } = await session.client.messages.create({ interactionId: oldest.id, content: "Hello" });
  store.noteActivity(oldest.id, createdAt);
  expect(sortByActivity(store.get()).map(({ id }) => id)).toEqual([oldest.id, newest.id]);
  await session.client.messages.create({ interactionId: newest.id, content: "Hello" });
  await store.load();
  expect(sortByActivity(store.get()).map(({ id }) => id)).toEqual([newest.id, oldest.id]);
});

it("creates, renames, archives and deletes", async () => {
  const { store, session } = await loadList();
  const { interaction } = await store.create();
  expect(store.get().interactions).toEqual([interaction]);
  expect(await store.rename(interaction.id, "Orders")).toBe(true);
  expect(await store.archive(interaction.id)).toBe(true);
  expect(store.get().interactions[0]).toMatchObject({ name: "Orders", archived: true });
  expect(await session.client.interactions.get(interaction.id)).toMatchObject({ name: "Orders", archived: true });
  expect(await store.remove(interaction.id)).toBe(true);
  expect(store.get().interactions).toEqual([]);
});

it("reverts an update that the server rejects, and reports why", async () => {
  const { store } = await loadList(1);
  const [one] = store.get().interactions;
  const id = one?.id as string;
  const renamed = store.rename(id, "x".repeat(300));
  expect(store.get().interactions[0]?.name).toHaveLength(300);
  expect(await renamed).toBe(false);
  expect(store.get()).toMatchObject({ interactions: [{ name: "" }], problem: { kind: "invalid" } });
  store.dismissProblem();
  expect(store.get().problem).toBeUndefined();
});

it("treats an interaction that was already deleted as deleted", async () => {
  const { store, session } = await loadList(1);
  const id = store.get().interactions[0]?.id as string;
  await session.client.interactions.delete(id);
  expect(await store.remove(id)).toBe(true);
  expect(store.get().interactions).toEqual([]);
});

it("reports why it could not be loaded", async () => {
  const { url, agentId } = await createSessionProject();
  const store = new InteractionsStore(
    new Session({ baseUrl: url, apiKey: "pk_wrong", userExternalId: "alice" }),
    agentId,
  );
  stop = store.start();
  const { problem } = await waitForState(store, ({ status }) => status === "failed");
  expect(problem?.detail).not.toBe("");
});
