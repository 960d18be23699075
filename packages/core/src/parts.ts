// The parts of a message, while they arrive.
import type { ReplyEvent } from "./replyEvents.js";
import type { MessagePart } from "./types.js";

/** Collects the parts of a reply from its events. A `ReplyStream` does this itself; use it for events that you pass on. */
export class PartCollector {
  /** By index. A part that the user may not see leaves a gap. */
  readonly #parts: MessagePart[];

  /** Continues with what another collector has collected. */
  constructor(collected: readonly MessagePart[] = []) {
    this.#parts = collected.slice(); // keeps the gaps
  }

  /** The parts received so far, by index, with gaps: what another collector needs to continue. */
  get collected(): readonly MessagePart[] {
    return this.#parts;
  }

  /** The parts received so far, in order. */
  get parts(): MessagePart[] {
    return Object.values(this.#parts);
  }

  /** The text received so far. */
  get content(): string {
    return this.parts.map((part) => (part.type === "text" ? part.text : "")).join("");
  }

  /** Adds what an event brings. */
  apply(event: Exclude<ReplyEvent, { message: unknown }>): void {
    const { index } = event;
    if (event.type === "message.part") {
      this.#parts[index] = event.part;
      return;
    }
    const type = event.type === "message.delta" ? "text" : "reasoning";
    const before = this.#parts[index];
    const { delta } = event;
    // A part begins with its first piece.
    this.#parts[index] = before?.type === type ? { ...before, text: before.text + delta } : { type, text: delta };
  }
}
