import { afterEach, expect, it } from "vitest";
import { InteractionsStore } from "../src/store/interactions.js";
import { until, world } from "./support.js";

let stop = () => {};
afterEach(() => stop());

async function list(count = 0) {
  const w = await world();
  for (let i = 0; i < count; i += 1) await w.connection.client.interactions.create({ agentId: w.agentId });
  const store = new InteractionsStore(w.connection, w.agentId);
  stop = store.start();
  await until(store, ({ status }) => status === "ready");
  return { ...w, store };
}

it("loads page by page, without a gap or a repeat", async () => {
  const { store } = await list(45);
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
  const { store, connection } = await list();
  const { interaction } = await store.create();
  expect(store.get().interactions).toEqual([interaction]);
  expect(await store.rename(interaction.id, "Orders")).toBe(true);
  expect(await store.archive(interaction.id)).toBe(true);
  expect(store.get().interactions[0]).toMatchObject({ name: "Orders", archived: true });
  expect(await connection.client.interactions.get(interaction.id)).toMatchObject({ name: "Orders", archived: true });
  expect(await store.remove(interaction.id)).toBe(true);
  expect(store.get().interactions).toEqual([]);
});

it("takes back what the server refuses, and says why", async () => {
  const { store } = await list(1);
  const [one] = store.get().interactions;
  const id = one?.id as string;
  const renamed = store.rename(id, "x".repeat(300));
  expect(store.get().interactions[0]?.name).toHaveLength(300);
  expect(await renamed).toBe(false);
  expect(store.get()).toMatchObject({ interactions: [{ name: "" }], problem: { kind: "invalid" } });
  store.dismissProblem();
  expect(store.get().problem).toBeUndefined();
});

it("counts as deleted what somebody else deleted", async () => {
  const { store, connection } = await list(1);
  const id = store.get().interactions[0]?.id as string;
  await connection.client.interactions.delete(id);
  expect(await store.remove(id)).toBe(true);
  expect(store.get().interactions).toEqual([]);
});

it("says that it could not be loaded, and is loaded when that is tried again", async () => {
  const w = await world();
  const store = new InteractionsStore(w.connect("\u{1F600}".repeat(300)), w.agentId);
  stop = store.start();
  const { problem } = await until(store, ({ status }) => status === "failed");
  expect(problem?.detail).not.toBe("");
});
