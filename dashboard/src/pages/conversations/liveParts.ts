import type { MessagePart } from "../../api/types";

/** An event of a reply that is being written. */
export type PartEvent =
  | { type: "delta" | "reasoning_delta"; index: number; delta: string }
  | { type: "part"; index: number; part: MessagePart };

/** Parses the data of an event; `null` if it has another shape. */
export function partEvent(type: PartEvent["type"], data: string): PartEvent | null {
  try {
    const { index, delta, part } = JSON.parse(data) as { index?: unknown; delta?: unknown; part?: MessagePart };
    if (typeof index !== "number" || index < 0) return null;
    if (type === "part") return part ? { type, index, part } : null;
    return typeof delta === "string" ? { type, index, delta } : null;
  } catch {
    // The whole reply arrives with the message itself.
    return null;
  }
}

/** Returns the parts after an event. */
export function withEvent(parts: readonly MessagePart[], event: PartEvent): MessagePart[] {
  const next = [...parts];
  if (event.type === "part") {
    next[event.index] = event.part;
    return next;
  }
  const type = event.type === "delta" ? "text" : "reasoning";
  const before = next[event.index];
  const text = before && before.type === type ? before.text : "";
  next[event.index] = { type, text: text + event.delta };
  return next;
}

/** Returns how many characters of text there are. */
export function sizeOf(parts: readonly MessagePart[]): number {
  return parts.reduce((sum, part) => sum + (part && "text" in part ? part.text.length : 0), 0);
}
