import { ChevronRight } from "lucide-react";
import type { MessagePart } from "../../api/types";

/** What the model thought, folded. */
export function Reasoning({
  part,
  isRunning,
}: {
  part: Extract<MessagePart, { type: "reasoning" }>;
  isRunning: boolean;
}) {
  return (
    <details className="group mb-2 text-sm text-soft">
      <summary className="inline-flex min-h-7 list-none items-center gap-1 rounded hover:text-text [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden size={14} className="shrink-0 transition-transform group-open:rotate-90" />
        {isRunning ? "Thinking…" : thoughtFor(part.duration_ms ?? null)}
      </summary>
      <p dir="auto" className="mt-1 border-l-2 pl-3 whitespace-pre-wrap">
        {part.text}
      </p>
    </details>
  );
}

/** "Thought for 4 s" */
export function thoughtFor(ms: number | null): string {
  const seconds = ms === null ? 0 : Math.round(ms / 1000);
  if (seconds < 1) return "Thought";
  return seconds < 90 ? `Thought for ${seconds} s` : `Thought for ${Math.round(seconds / 60)} min`;
}
