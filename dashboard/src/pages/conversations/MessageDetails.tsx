import { ChevronRight, ThumbsDown, ThumbsUp } from "lucide-react";
import { useState } from "react";
import type { FinishReason, MonitoredMessage } from "../../api/types";
import { Badge, CopyLine, count, dateTime, dollars, duration, Facts } from "../../kit";
import { providerSaid } from "../../shared/messages/outcome";
import { UnknownCost } from "../../shared/prices/UnknownCost";

/** Metrics of a reply in one expandable line, and its feedback. */
export function MessageDetails({ projectId, message }: { projectId: string; message: MonitoredMessage }) {
  const { model, usage, latency_ms, cost, feedback } = message;
  // Render details on demand: a page may have a thousand replies.
  const [open, setOpen] = useState(false);
  const short = [
    model || "Details",
    usage && `${count(usage.input_tokens)} + ${count(usage.output_tokens)} tokens`,
    latency_ms !== null && duration(latency_ms),
    cost !== null ? dollars(cost) : usage && "no price",
  ].filter(Boolean);
  return (
    <>
      {feedback && (feedback.rating || feedback.comment) && <Feedback {...feedback} />}
      <details className="group mt-2 text-sm text-soft" onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className="inline-flex min-h-7 max-w-full list-none items-center gap-1 rounded hover:text-text [&::-webkit-details-marker]:hidden">
          <ChevronRight aria-hidden size={14} className="shrink-0 transition-transform group-open:rotate-90" />
          <span className="min-w-0">{short.join(" · ")}</span>
        </summary>
        {open && <Details projectId={projectId} message={message} />}
      </details>
    </>
  );
}

const ENDS: Record<FinishReason, string> = {
  stop: "The model",
  length: "The token limit",
  content_filter: "The content filter, or a refusal",
  tool_calls: "A tool call",
  cancelled: "The user",
  error: "An error",
};

function Details({ projectId, message }: { projectId: string; message: MonitoredMessage }) {
  const { model, usage, latency_ms, time_to_first_token_ms, cost, error, provider_error, finish_reason } = message;
  return (
    <div className="mt-2 rounded-md border bg-sunken p-3">
      <Facts
        facts={[
          ["Model", model || "None"],
          ["Input tokens", usage ? estimated(usage.input_tokens, usage.estimated) : "Unknown"],
          ["Output tokens", usage ? estimated(usage.output_tokens, usage.estimated) : "Unknown"],
          ["Time to first token", time_to_first_token_ms === null ? "Unknown" : duration(time_to_first_token_ms)],
          ["Total time", latency_ms === null ? "Unknown" : duration(latency_ms)],
          ["Cost", cost === null ? <UnknownCost key="cost" projectId={projectId} model={model} /> : dollars(cost)],
          ...(finish_reason ? [["Ended by", ENDS[finish_reason] ?? finish_reason] as const] : []),
          ...(error ? [["Error", `${error.code}: ${error.message}`] as const] : []),
          ...(provider_error ? [["Provider", providerSaid(provider_error)] as const] : []),
          ["Started", dateTime(message.created_at)],
          ["ID", <CopyLine key="id" text={message.id} label="Copy message ID" />],
        ]}
      />
    </div>
  );
}

function estimated(tokens: number, isEstimate: boolean): string {
  return isEstimate ? `About ${count(tokens)} (estimated)` : count(tokens);
}

function Feedback({ rating, comment }: { rating: "up" | "down" | ""; comment: string }) {
  return (
    <div className="mt-2 flex flex-wrap items-start gap-x-2 gap-y-1">
      {rating === "up" && (
        <Badge variant="good">
          <ThumbsUp aria-hidden size={12} />
          Rated up
        </Badge>
      )}
      {rating === "down" && (
        <Badge variant="warn">
          <ThumbsDown aria-hidden size={12} />
          Rated down
        </Badge>
      )}
      {comment && (
        <q dir="auto" className="min-w-0 basis-48 grow whitespace-pre-wrap text-soft">
          {comment}
        </q>
      )}
    </div>
  );
}
