// The parts of a message, while they arrive.
import type { MessagePart } from "./types.js";

/** Collects the parts of a streamed reply. */
export class PartCollector {
  /** By index. A part that the user may not see leaves a gap. */
  readonly #parts: MessagePart[] = [];

  /** The parts received so far, in order. */
  get parts(): MessagePart[] {
    return Object.values(this.#parts);
  }

  /** Adds a piece to the text of a part, which begins with its first piece. */
  append(type: "text" | "reasoning", index: number, delta: string): void {
    const before = this.#parts[index];
    this.#parts[index] = before?.type === type ? { ...before, text: before.text + delta } : { type, text: delta };
  }

  /** Adds a part, or replaces its previous state. */
  set(index: number, part: MessagePart): void {
    this.#parts[index] = part;
  }
}
