// Parses server-sent events as the HTML standard defines them. Browsers' EventSource cannot send headers, and the usual
// library, eventsource-parser, needs a newer Node than the clients support.

/** A server-sent event. */
export interface ServerSentEvent {
  type: string;
  data: string;
  /** The most recent `id:`, from this event or an earlier one. Empty if there was none. */
  lastEventId: string;
}

/** An incremental parser: accepts bytes split anywhere and returns the events completed so far. */
export class EventParser {
  // Strips a byte order mark at the start and buffers incomplete characters.
  readonly #decoder = new TextDecoder();
  #line = "";
  #afterCr = false;
  #type = "";
  #data: string[] = [];
  #id = "";

  push(chunk: Uint8Array): ServerSentEvent[] {
    const events: ServerSentEvent[] = [];
    let text = this.#decoder.decode(chunk, { stream: true });
    if (text === "") return events;
    // A CR at the end of the previous chunk already ended its line, so an LF at the start of this one belongs to it.
    if (this.#afterCr && text.startsWith("\n")) text = text.slice(1);
    this.#afterCr = text === "" ? false : text.endsWith("\r");

    const lines = text.split(/\r\n|\r|\n/);
    const rest = lines.pop() ?? "";
    for (const line of lines) {
      this.#parseLine(this.#line + line, events);
      this.#line = "";
    }
    this.#line += rest;
    return events;
  }

  #parseLine(line: string, events: ServerSentEvent[]): void {
    if (line === "") {
      this.#dispatch(events);
      return;
    }
    const colon = line.indexOf(":");
    if (colon === 0) return; // a comment
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(line.startsWith(" ", colon + 1) ? colon + 2 : colon + 1);
    if (name === "event") this.#type = value;
    else if (name === "data") this.#data.push(value);
    else if (name === "id" && !value.includes("\0")) this.#id = value;
  }

  #dispatch(events: ServerSentEvent[]): void {
    if (this.#data.length > 0) {
      events.push({ type: this.#type || "message", data: this.#data.join("\n"), lastEventId: this.#id });
    }
    this.#type = "";
    this.#data = [];
  }
}
