import { afterEach, expect, it } from "vitest";
import { InteractionsStore } from "../src/store/interactions.js";
import { createSessionProject, waitForState } from "./support.js";

let stop = () => {};
afterEach(() => stop());

/** Creates interactions and returns a store that has loaded the first page. */
async function loadList(count = 0) {
  const project = await createSessionProject();
  const { session, agentId } = project;
  for (let i = 0; i < count; i += 1) await session.client.interactions.create({ agentId });
  const store = new InteractionsStore(session, agentId);
  stop = store.start();
  await waitForState(store, ({ status }) => status === "ready");
  return { ...project, store };
}

it("loads page by page without gaps or repeats", async () => {
  const { store } = await loadList(45);
  expect(store.get().interactions).toHaveLength(20);
  await Promise.all([store.loadMore(), store.loadMore()]);
  expect(store.get().interactions).toHaveLength(40);
  await store.load();
  expect(store.get().interactions).toHaveLength(40);
  await store.loadMore();
  expect(store.get()).toMatchObject({ hasMore: false });
  expect(new Set(store.get().interactions.map(({ id }) => id)).size).toBe(45);
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
  const { createSession, agentId } = await createSessionProject();
  const store = new InteractionsStore(createSession("\u{1F600}".repeat(300)), agentId);
  stop = store.start();
  const { problem } = await waitForState(store, ({ status }) => status === "failed");
  expect(problem?.detail).not.toBe("");
});
