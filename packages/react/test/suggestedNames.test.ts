import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { SuggestedNames } from "../src/store/suggestedNames.js";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("stores a name some time after the conversation is settled, and again if it is suggested again", () => {
  const store = vi.fn();
  const names = new SuggestedNames(store);
  expect(names.suggest("int_1", " Where is\nmy order? ", false)).toBe("Where is my order?");
  vi.advanceTimersByTime(3_600_000);
  expect(store).not.toHaveBeenCalled();
  names.suggest("int_1", "Hello", true);
  names.suggest("int_1", "Hello", true);
  vi.advanceTimersByTime(15_000);
  expect(store.mock.calls).toEqual([["int_1", "Hello"]]);
  names.suggest("int_1", "Hello", true);
  vi.advanceTimersByTime(15_000);
  expect(store).toHaveBeenCalledTimes(2);
});

it("hands over what is pending", () => {
  const store = vi.fn();
  const names = new SuggestedNames(store);
  names.suggest("int_1", "Hello", true);
  names.suggest("int_2", "Goodbye", false);
  expect(names.takePending()).toEqual([{ id: "int_1", name: "Hello" }]);
  vi.advanceTimersByTime(3_600_000);
  expect(store).not.toHaveBeenCalled();
});
