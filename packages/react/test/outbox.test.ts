import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Outbox } from "../src/store/outbox.js";

beforeEach(() => {
  const stored = new Map<string, string>();
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
    removeItem: (key: string) => stored.delete(key),
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const message = (content: string) => ({ content, parentId: null, clientId: content });

it("keeps the messages of several chats in one tab", () => {
  const [one, other] = [new Outbox("project", "alice"), new Outbox("project", "alice")];
  one.set("int_1", message("Hello"));
  other.set("int_2", message("Goodbye"));
  one.set("int_3", message("Again"));
  other.delete("int_2");
  const reloaded = new Outbox("project", "alice");
  expect(reloaded.get("int_1")).toEqual(message("Hello"));
  expect(reloaded.get("int_2")).toBeUndefined();
  expect(reloaded.get("int_3")).toEqual(message("Again"));
});

it("drops what another user has left", () => {
  new Outbox("project", "alice").set("int_1", message("Hello"));
  expect(new Outbox("project", "bob").get("int_1")).toBeUndefined();
  expect(new Outbox("project", "alice").get("int_1")).toBeUndefined();
});
