import { Wrench } from "lucide-react";
import type { ToolCallPart } from "../../api/types";
import { Scroll } from "../../kit";

const STATES: Record<ToolCallPart["state"], string> = {
  running: "Running",
  waiting: "Waiting",
  done: "Done",
  failed: "Failed",
  denied: "Declined",
};

/** A call of a tool: one quiet line, with arguments and result on demand. */
export function ToolCall({ call }: { call: ToolCallPart }) {
  return (
    <details className="mb-2 text-sm text-soft">
      <summary className="inline-flex min-h-7 list-none items-center gap-1.5 rounded hover:text-text [&::-webkit-details-marker]:hidden">
        <Wrench aria-hidden size={13} className="shrink-0" />
        <span>
          {call.title || call.name} · {STATES[call.state] ?? call.state}
        </span>
      </summary>
      <Scroll label={`Tool call: ${call.name}`} className="mt-1 max-h-60 rounded-md border bg-sunken px-2.5 py-1.5">
        <pre className="font-mono whitespace-pre-wrap">
          {call.name}({JSON.stringify(call.arguments, null, 2)})
          {call.error ? `\n\nError: ${call.error}` : call.result === null ? "" : `\n\n${shown(call.result)}`}
        </pre>
      </Scroll>
    </details>
  );
}

function shown(result: unknown): string {
  return typeof result === "string" ? result : JSON.stringify(result, null, 2);
}
