// A reader of server-sent events, as the HTML standard defines them. The browsers' EventSource cannot send headers, and
// the usual library, eventsource-parser, wants a newer Node than the clients do.

/** One event. */
export interface ServerEvent {
  type: string;
  data: string;
  /** The last `id:` seen, of this event or an earlier one; empty if there was none. */
  lastEventId: string;
}

/** Takes bytes as they come, cut anywhere, and gives the events that are complete. */
export class EventParser {
  // It drops a byte order mark at the start, and keeps the bytes of a character that is not complete yet.
  readonly #decoder = new TextDecoder();
  #line = "";
  #afterCr = false;
  #type = "";
  #data: string[] = [];
  #id = "";

  push(chunk: Uint8Array): ServerEvent[] {
    const events: ServerEvent[] = [];
    let text = this.#decoder.decode(chunk, { stream: true });
    if (text === "") return events;
    // A CR at the end of the last chunk has ended its line already: an LF now belongs to it.
    if (this.#afterCr && text.startsWith("\n")) text = text.slice(1);
    this.#afterCr = text === "" ? false : text.endsWith("\r");

    const lines = text.split(/\r\n|\r|\n/);
    const rest = lines.pop() ?? "";
    for (const line of lines) {
      this.#take(this.#line + line, events);
      this.#line = "";
    }
    this.#line += rest;
    return events;
  }

  #take(line: string, events: ServerEvent[]): void {
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

  #dispatch(events: ServerEvent[]): void {
    if (this.#data.length > 0) {
      events.push({ type: this.#type || "message", data: this.#data.join("\n"), lastEventId: this.#id });
    }
    this.#type = "";
    this.#data = [];
  }
}
