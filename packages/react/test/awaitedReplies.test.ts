import type { Message } from "@proficient/client";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { AwaitedReplies } from "../src/store/awaitedReplies.js";

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

const question = { id: "msg_1", parentId: null, interactionId: "int_1", sentBy: "user" } as Message;
const reply = (status: Message["status"], id = "msg_2") =>
  ({ id, parentId: "msg_1", interactionId: "int_1", sentBy: "agent", status }) as Message;
const awaiting = () => new AwaitedReplies("project", "alice");

it("reports a reply once, by its own ID or by its question's", () => {
  for (const begin of [false, true]) {
    const awaited = awaiting();
    awaited.set("msg_1", "int_1");
    if (begin) awaited.begin(reply("in_progress"));
    expect(awaited.settle(reply("completed"))).toBe(true);
    expect(awaited.settle(reply("completed"))).toBe(false);
  }
});

it("finds replies that ended while the page was reloaded, but not those in progress", () => {
  awaiting().set("msg_1", "int_1");
  const reloaded = awaiting();
  expect(reloaded.settleUnseen("int_other", [], undefined)).toEqual([]);
  expect(reloaded.settleUnseen("int_1", [question], "msg_1")).toEqual([]); // still being asked
  expect(reloaded.settleUnseen("int_1", [question, reply("in_progress")], undefined)).toEqual([]);
  expect(reloaded.settleUnseen("int_1", [question, reply("completed")], undefined)).toEqual([reply("completed")]);
  expect(reloaded.size).toBe(0);
});

it("does not take an earlier reply for the one that was asked for again", () => {
  const awaited = awaiting();
  awaited.begin(reply("in_progress", "msg_3"));
  expect(awaited.settle(reply("completed", "msg_2"))).toBe(false);
  const both = [question, reply("completed", "msg_2"), reply("completed", "msg_3")];
  expect(awaited.settleUnseen("int_1", both, undefined)).toEqual([reply("completed", "msg_3")]);
});

it("forgets what failed without a reply, and what another user has asked", () => {
  const awaited = awaiting();
  awaited.set("msg_1", "int_1");
  expect(awaited.settleUnseen("int_1", [question], undefined)).toEqual([]);
  expect(awaited.size).toBe(0);
  awaited.set("msg_1", "int_1");
  expect(new AwaitedReplies("project", "bob").size).toBe(0);
  expect(awaiting().size).toBe(0);
});
