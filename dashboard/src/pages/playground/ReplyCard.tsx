import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { type ReactNode, useState } from "react";
import { get } from "../../api/call";
import { keys, projectPath } from "../../api/keys";
import type { MonitoredMessage, Trace } from "../../api/types";
import { Badge, type BadgeVariant, count, dollars, duration, ErrorNote, Spinner, Time } from "../../kit";
import { FailureNote } from "../../shared/messages/FailureNote";
import { cutReason, plainExcerpt } from "../../shared/messages/outcome";
import { UnknownCost } from "../../shared/prices/UnknownCost";
import { TraceView } from "./TraceView";

const STATES: Record<MonitoredMessage["status"], [variant: BadgeVariant, name: string]> = {
  completed: ["good", "Completed"],
  in_progress: ["accent", "In progress"],
  cancelled: ["warn", "Stopped"],
  failed: ["bad", "Failed"],
};

/** One reply with its metrics and, on demand, the request to the model. */
export function ReplyCard({
  projectId,
  message,
  open,
}: {
  projectId: string;
  message: MonitoredMessage;
  open: boolean;
}) {
  const [selected, setSelected] = useState<boolean>();
  const shown = selected ?? open;
  const path = `/messages/${encodeURIComponent(message.id)}/trace`;
  const trace = useQuery({
    queryKey: keys.of(projectId, path),
    queryFn: ({ signal }) => get<Trace>(projectPath(projectId, path), {}, signal),
    enabled: shown && message.traced,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const greeting = message.model === "" && message.status === "completed";
  const [variant, status] = STATES[message.status];
  const cut = cutReason(message);
  return (
    <article className="overflow-hidden rounded-lg border bg-surface shadow-lift">
      <div className="px-3.5 py-2.5">
        <header className="flex flex-wrap items-center gap-x-2 gap-y-1">
          {greeting ? (
            <Badge>Greeting</Badge>
          ) : (
            <Badge variant={variant}>
              {message.status === "in_progress" && <Spinner className="size-3" />}
              {status}
            </Badge>
          )}
          {trace.data?.draft && <Badge variant="warn">Unsaved configuration</Badge>}
          {!greeting && <code className="min-w-0 font-mono text-sm">{message.model || "No model"}</code>}
          <span className="ml-auto text-sm text-soft">
            <Time at={message.created_at} />
          </span>
        </header>
        <p dir="auto" className="mt-1 line-clamp-2 text-soft">
          {plainExcerpt(message.content, 300) || (message.status === "in_progress" ? "…" : "No text")}
        </p>
        {cut && <p className="mt-1.5 text-sm text-warn">{cut}</p>}
        <FailureNote projectId={projectId} message={message} />
        {!greeting && <ReplyMetrics projectId={projectId} message={message} />}
      </div>
      {message.traced && (
        <>
          <button
            type="button"
            aria-expanded={shown}
            onClick={() => setSelected(!shown)}
            className="control flex w-full items-center gap-1.5 border-t px-3 text-sm text-soft -outline-offset-2 hover:bg-hover hover:text-text"
          >
            <ChevronRight aria-hidden size={14} className={shown ? "rotate-90" : ""} /> Request to the model
          </button>
          {shown && (
            <div className="border-t bg-sunken px-3.5 py-3">
              {trace.error ? (
                <ErrorNote error={trace.error} onRetry={trace.refetch} />
              ) : trace.data ? (
                <TraceView trace={trace.data} />
              ) : (
                <Spinner />
              )}
            </div>
          )}
        </>
      )}
    </article>
  );
}

function ReplyMetrics({ projectId, message }: { projectId: string; message: MonitoredMessage }) {
  const { usage, time_to_first_token_ms, latency_ms, cost, status, model } = message;
  if (status === "in_progress") return null;
  const about = usage?.estimated ? "≈ " : "";
  return (
    <dl className="mt-2 grid grid-cols-3 gap-x-4 gap-y-1.5 @md:grid-cols-5">
      <Metric name="Input tokens">{usage ? `${about}${count(usage.input_tokens)}` : "–"}</Metric>
      <Metric name="Output tokens">{usage ? `${about}${count(usage.output_tokens)}` : "–"}</Metric>
      <Metric name="First token">{time_to_first_token_ms === null ? "–" : duration(time_to_first_token_ms)}</Metric>
      <Metric name="Total time">{latency_ms === null ? "–" : duration(latency_ms)}</Metric>
      <Metric name="Cost">
        {cost !== null ? dollars(cost) : usage ? <UnknownCost projectId={projectId} model={model} /> : "–"}
      </Metric>
    </dl>
  );
}

function Metric({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-soft">{name}</dt>
      <dd className="font-medium tabular-nums">{children}</dd>
    </div>
  );
}
