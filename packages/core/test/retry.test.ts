import { describe, expect, it } from "vitest";
import { errorFrom, ProficientConnectionError, ProficientTimeoutError } from "../src/errors.js";
import { backoff, retryDelay } from "../src/retry.js";

const answer = (status: number, headers = {}) => errorFrom(new Response("{}", { status, headers }));

describe("repeating", () => {
  it("a reading request is safe where the trouble may pass", async () => {
    for (const status of [429, 502, 503, 504]) expect(retryDelay(await answer(status), 0, true)).toBeGreaterThan(0);
    for (const status of [400, 401, 403, 404, 409, 413, 500, 501]) {
      expect(retryDelay(await answer(status), 0, true)).toBeUndefined();
    }
    expect(retryDelay(new ProficientConnectionError("x"), 0, true)).toBeGreaterThan(0);
    expect(retryDelay(new ProficientTimeoutError("x"), 0, true)).toBeUndefined();
  });

  it("a writing one only where it was not carried out", async () => {
    expect(retryDelay(await answer(429), 0, false)).toBeGreaterThan(0);
    for (const status of [500, 502, 503, 504]) expect(retryDelay(await answer(status), 0, false)).toBeUndefined();
    const because = (cause: unknown) => retryDelay(new ProficientConnectionError("x", { cause }), 0, false);
    expect(because({ cause: { code: "ECONNREFUSED" } })).toBeGreaterThan(0);
    expect(because({ cause: { errors: [{ code: "ECONNREFUSED" }, { code: "ECONNREFUSED" }] } })).toBeGreaterThan(0);
    expect(because({ cause: { errors: [{ code: "ECONNREFUSED" }, { code: "ECONNRESET" }] } })).toBeUndefined();
    expect(because({ cause: { code: "ECONNRESET" } })).toBeUndefined();
    expect(because(new TypeError("Failed to fetch"))).toBeUndefined();
  });

  it("waits longer each time, as long as the server wants, but not for ever", async () => {
    for (const [attempt, most] of [500, 1_000, 2_000, 4_000, 8_000, 8_000].entries()) {
      for (let n = 0; n < 20; n += 1) {
        const wait = backoff(attempt);
        expect(wait).toBeGreaterThanOrEqual(most / 2);
        expect(wait).toBeLessThanOrEqual(most);
      }
    }
    expect(retryDelay(await answer(429, { "retry-after": "3" }), 0, false)).toBe(3_000);
    expect(retryDelay(await answer(429, { "retry-after": "31" }), 0, false)).toBeUndefined();
    const soon = new Date(Date.now() + 10_000).toUTCString();
    expect(retryDelay(await answer(503, { "retry-after": soon }), 0, true)).toBeGreaterThan(8_000);
    expect((await answer(503, { "retry-after": "soon" })).retryAfter).toBeUndefined();
  });
});
