import { describe, expect, it } from "vitest";
import { errorFromResponse, ProficientConnectionError, ProficientTimeoutError } from "../src/errors.js";
import { backoff, retryDelay } from "../src/retry.js";

const errorWith = (status: number, headers = {}) => errorFromResponse(new Response("{}", { status, headers }));

describe("retries", () => {
  it("happen for idempotent requests after transient errors", async () => {
    for (const status of [429, 502, 503, 504])
      expect(retryDelay(await errorWith(status), 0, "transient")).toBeGreaterThan(0);
    for (const status of [400, 401, 403, 404, 409, 413, 500, 501]) {
      expect(retryDelay(await errorWith(status), 0, "transient")).toBeUndefined();
    }
    expect(retryDelay(new ProficientConnectionError("x"), 0, "transient")).toBeGreaterThan(0);
    expect(retryDelay(new ProficientTimeoutError("x"), 0, "transient")).toBeUndefined();
  });

  it("happen for other requests only if the server cannot have processed them", async () => {
    expect(retryDelay(await errorWith(429), 0, "unprocessed")).toBeGreaterThan(0);
    for (const status of [500, 502, 503, 504])
      expect(retryDelay(await errorWith(status), 0, "unprocessed")).toBeUndefined();
    const delayFor = (cause: unknown) => retryDelay(new ProficientConnectionError("x", { cause }), 0, "unprocessed");
    expect(delayFor({ cause: { code: "ECONNREFUSED" } })).toBeGreaterThan(0);
    expect(delayFor({ cause: { errors: [{ code: "ECONNREFUSED" }, { code: "ECONNREFUSED" }] } })).toBeGreaterThan(0);
    expect(delayFor({ cause: { errors: [{ code: "ECONNREFUSED" }, { code: "ECONNRESET" }] } })).toBeUndefined();
    expect(delayFor({ cause: { code: "ECONNRESET" } })).toBeUndefined();
    expect(delayFor(new TypeError("Failed to fetch"))).toBeUndefined();
  });

  it("happen after a lost response, but not after a 503, if the server recognizes the request", async () => {
    expect(retryDelay(new ProficientConnectionError("x"), 0, "lost")).toBeGreaterThan(0);
    expect(retryDelay(await errorWith(429), 0, "lost")).toBeGreaterThan(0);
    expect(retryDelay(await errorWith(503), 0, "lost")).toBeUndefined();
  });

  it("never happen where they are ruled out", async () => {
    expect(retryDelay(await errorWith(429), 0, "never")).toBeUndefined();
    expect(retryDelay(new ProficientConnectionError("x"), 0, "never")).toBeUndefined();
  });

  it("use exponential backoff and respect Retry-After up to a limit", async () => {
    for (const [attempt, maximum] of [500, 1_000, 2_000, 4_000, 8_000, 8_000].entries()) {
      for (let n = 0; n < 20; n += 1) {
        const delay = backoff(attempt);
        expect(delay).toBeGreaterThanOrEqual(maximum / 2);
        expect(delay).toBeLessThanOrEqual(maximum);
      }
    }
    expect(retryDelay(await errorWith(429, { "retry-after": "3" }), 0, "unprocessed")).toBe(3_000);
    expect(retryDelay(await errorWith(429, { "retry-after": "31" }), 0, "unprocessed")).toBeUndefined();
    const inTenSeconds = new Date(Date.now() + 10_000).toUTCString();
    expect(retryDelay(await errorWith(503, { "retry-after": inTenSeconds }), 0, "transient")).toBeGreaterThan(8_000);
    expect((await errorWith(503, { "retry-after": "soon" })).retryAfter).toBeUndefined();
  });
});
