import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EventParser, type ServerEvent } from "../src/sse.js";

const bytes = (text: string) => new TextEncoder().encode(text);

function parse(...chunks: (string | Uint8Array)[]): ServerEvent[] {
  const parser = new EventParser();
  return chunks.flatMap((chunk) => parser.push(typeof chunk === "string" ? bytes(chunk) : chunk));
}

describe("server-sent events", () => {
  it("have a type, data and an ID", () => {
    expect(parse("event: greeting\nid: 7\ndata: hello\n\n")).toEqual([
      { type: "greeting", data: "hello", lastEventId: "7" },
    ]);
  });

  it("are messages without a type, and keep the last ID until there is another, or an empty one", () => {
    const ids = parse("id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\n").map((event) => [event.type, event.lastEventId]);
    expect(ids).toEqual([
      ["message", "1"],
      ["message", "1"],
      ["message", ""],
    ]);
  });

  it("join lines of data, and lose one space only", () => {
    expect(parse("data:  a\ndata:b\ndata\ndata: c:d\n\n")[0]?.data).toBe(" a\nb\n\nc:d");
  });

  it("end their lines with LF, CR or CRLF", () => {
    for (const end of ["\n", "\r", "\r\n"]) {
      const text = ["event: x", "data: 1", "data: 2", "", "data: 3", "", ""].join(end);
      expect(parse(text), JSON.stringify(end)).toEqual([
        { type: "x", data: "1\n2", lastEventId: "" },
        { type: "message", data: "3", lastEventId: "" },
      ]);
    }
  });

  it("are not made of comments, of unknown fields, or of an ID or a type alone", () => {
    expect(parse(": ping\n\nretry: 5\nfoo: bar\n\nid: 3\nevent: x\n\n")).toEqual([]);
    expect(parse("id: 3\nevent: x\n\ndata: a\n\n")).toEqual([{ type: "message", data: "a", lastEventId: "3" }]);
  });

  it("ignore an ID with NUL, and a byte order mark at the start only", () => {
    expect(parse("id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n").map((event) => event.lastEventId)).toEqual(["1", "1"]);
    expect(parse("\uFEFFdata: \uFEFFa\n\n")[0]?.data).toBe("\uFEFFa");
  });

  it("are nothing before they are complete", () => {
    expect(parse("data: a\n")).toEqual([]);
    expect(parse("data: a\r")).toEqual([]);
    expect(parse("data: a\r", "\r")).toHaveLength(1);
    expect(parse("data: a\r", "\n", "\r\n")).toHaveLength(1);
    expect(parse("data: a\r", "\n", "data: b\n\n")[0]?.data).toBe("a\nb");
  });

  it("may be cut at any byte", () => {
    const whole = bytes("\uFEFFevent: é\r\nid: 1\rdata: 😀\ndata: ж\r\n\r\n: c\n\ndata: x\r\rdata: y\n\n");
    const expected = parse(whole);
    expect(expected).toHaveLength(3);
    for (let at = 0; at <= whole.length; at += 1) {
      expect(parse(whole.slice(0, at), whole.slice(at)), `cut at ${at}`).toEqual(expected);
    }
    expect(parse(...Array.from(whole, (byte) => Uint8Array.of(byte)))).toEqual(expected);
  });

  it("are the same however a stream is cut", () => {
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
        const places = [0, ...cuts.filter((cut) => cut < whole.length).sort((a, b) => a - b), whole.length];
        const chunks = places.slice(1).map((place, at) => whole.slice(places[at], place));
        expect(parse(...chunks)).toEqual(parse(whole));
      }),
      { numRuns: 2_000 },
    );
  });
});
