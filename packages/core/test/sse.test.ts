import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EventParser, type ServerSentEvent } from "../src/sse.js";

const bytes = (text: string) => new TextEncoder().encode(text);

function parse(...chunks: (string | Uint8Array)[]): ServerSentEvent[] {
  const parser = new EventParser();
  return chunks.flatMap((chunk) => parser.push(typeof chunk === "string" ? bytes(chunk) : chunk));
}

/** Splits bytes at the given offsets. */
function split(whole: Uint8Array, cuts: number[]): Uint8Array[] {
  const offsets = [0, ...cuts.filter((cut) => cut < whole.length).sort((a, b) => a - b), whole.length];
  return offsets.slice(1).map((offset, index) => whole.slice(offsets[index], offset));
}

interface GeneratedEvent {
  type: string | null;
  id: string | null;
  data: string[];
  /** Lines without effect. */
  noise: string[];
  lineEnd: string;
}

describe("server-sent events", () => {
  it("have a type, data and ID", () => {
    expect(parse("event: greeting\nid: 7\ndata: hello\n\n")).toEqual([
      { type: "greeting", data: "hello", lastEventId: "7" },
    ]);
  });

  it("default to the type message, and keep the last ID until another one or an empty one", () => {
    const ids = parse("id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\n").map((event) => [event.type, event.lastEventId]);
    expect(ids).toEqual([
      ["message", "1"],
      ["message", "1"],
      ["message", ""],
    ]);
  });

  it("join data lines, and strip only one leading space", () => {
    expect(parse("data:  a\ndata:b\ndata\ndata: c:d\n\n")[0]?.data).toBe(" a\nb\n\nc:d");
  });

  it("have lines that end with LF, CR or CRLF", () => {
    for (const end of ["\n", "\r", "\r\n"]) {
      const text = ["event: x", "data: 1", "data: 2", "", "data: 3", "", ""].join(end);
      expect(parse(text), JSON.stringify(end)).toEqual([
        { type: "x", data: "1\n2", lastEventId: "" },
        { type: "message", data: "3", lastEventId: "" },
      ]);
    }
  });

  it("are not dispatched for comments, unknown fields, or an ID or type without data", () => {
    expect(parse(": ping\n\nretry: 5\nfoo: bar\n\nid: 3\nevent: x\n\n")).toEqual([]);
    expect(parse("id: 3\nevent: x\n\ndata: a\n\n")).toEqual([{ type: "message", data: "a", lastEventId: "3" }]);
  });

  it("ignore an ID that contains NUL, and strip a byte order mark at the start only", () => {
    expect(parse("id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n").map((event) => event.lastEventId)).toEqual(["1", "1"]);
    expect(parse("\uFEFFdata: \uFEFFa\n\n")[0]?.data).toBe("\uFEFFa");
  });

  it("are not dispatched before they are complete", () => {
    expect(parse("data: a\n")).toEqual([]);
    expect(parse("data: a\r")).toEqual([]);
    expect(parse("data: a\r", "\r")).toHaveLength(1);
    expect(parse("data: a\r", "\n", "\r\n")).toHaveLength(1);
    expect(parse("data: a\r", "\n", "data: b\n\n")[0]?.data).toBe("a\nb");
  });

  it("can be split at any byte", () => {
    const whole = bytes("\uFEFFevent: é\r\nid: 1\rdata: 😀\ndata: ж\r\n\r\n: c\n\ndata: x\r\rdata: y\n\n");
    const expected = parse(whole);
    expect(expected).toHaveLength(3);
    for (let at = 0; at <= whole.length; at += 1) {
      expect(parse(whole.slice(0, at), whole.slice(at)), `split at ${at}`).toEqual(expected);
    }
    expect(parse(...Array.from(whole, (byte) => Uint8Array.of(byte)))).toEqual(expected);
  });

  it("do not depend on line endings, a byte order mark, comments, or how the stream is split", () => {
    const value = fc.string({ unit: fc.constantFrom("a", ":", " ", "é", "😀", "\uFEFF"), maxLength: 6 });
    const lineEnd = fc.constantFrom("\n", "\r", "\r\n");
    const noise = fc.constantFrom(": comment", ":", "retry: 5", "unknown: x", "unknown");
    const event = fc.record({
      type: fc.option(value.filter((type) => type !== "")),
      id: fc.option(value),
      data: fc.array(value, { minLength: 1, maxLength: 3 }),
      noise: fc.array(noise, { maxLength: 2 }),
      lineEnd,
    });
    const encode = ({ type, id, data, noise, lineEnd }: GeneratedEvent) => {
      const lines = [...noise, ...data.map((line) => `data: ${line}`)];
      if (type !== null) lines.push(`event: ${type}`);
      if (id !== null) lines.push(`id: ${id}`);
      return [...lines, "", ""].join(lineEnd);
    };
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 8 }),
        fc.boolean(),
        fc.array(fc.nat(400), { maxLength: 12 }),
        (events, hasBom, cuts) => {
          let lastEventId = "";
          const expected = events.map(({ type, id, data }) => {
            lastEventId = id ?? lastEventId;
            return { type: type ?? "message", data: data.join("\n"), lastEventId };
          });
          const whole = bytes((hasBom ? "\uFEFF" : "") + events.map(encode).join(""));
          expect(parse(...split(whole, cuts))).toEqual(expected);
          // Without the final blank line, the last event is incomplete and must not be dispatched.
          const blankLine = events.at(-1)?.lineEnd.length ?? 0;
          expect(parse(...split(whole.slice(0, whole.length - blankLine), cuts))).toEqual(expected.slice(0, -1));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it("do not depend on how a stream is split", () => {
    const field = fc.constantFrom("data", "data: ", "data:", "id: ", "event: ", ": ", "retry: ", "x", "\uFEFF");
    const value = fc.string({ unit: fc.constantFrom("a", ":", " ", "é", "😀", "\0"), maxLength: 5 });
    const end = fc.constantFrom("\n", "\r", "\r\n", "\n\n", "\r\r", "\r\n\r\n");
    const stream = fc.array(
      fc.tuple(field, value, end).map((line) => line.join("")),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(stream, fc.array(fc.nat(200), { maxLength: 12 }), (lines, cuts) => {
        const whole = bytes(lines.join(""));
        expect(parse(...split(whole, cuts))).toEqual(parse(whole));
      }),
      { numRuns: 2_000 },
    );
  });
});
