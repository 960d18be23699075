import { describe, expect, it } from "vitest";
import { externalIdProblem } from "../src/externalId.js";

describe("an external ID", () => {
  it("is any text that a header can carry", () => {
    for (const id of ["a", "user 1", "é😀", "nullable", "0", "[object]", "{{", "\u00a0x", "😀".repeat(256)]) {
      expect(externalIdProblem(id), id).toBeUndefined();
    }
  });

  it("is refused with a reason if it is missing, cannot be sent, or is a programming error", () => {
    for (const [id, reason] of [
      [undefined, "missing"],
      [null, "missing"],
      ["", "missing"],
      [7, "a string"],
      ["x".repeat(257), "1 to 256 characters"],
      ["a\nb", "control characters"],
      [" \u3000", "white space"],
      [" a", "a space"],
      ["a ", "a space"],
      ["undefined", 'is "undefined", which is a programming error'],
      ["null", "programming error"],
      ["NaN", "programming error"],
      [String({}), "programming error"],
      [String(Promise.resolve()), "programming error"],
      ["{{user.id}}", "programming error"],
    ] as const) {
      expect(externalIdProblem(id), String(id)).toContain(reason);
    }
  });
});
