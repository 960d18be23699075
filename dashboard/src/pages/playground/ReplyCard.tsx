import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { type ReactNode, useState } from "react";
import { get } from "../../api/call";
import { below, keys } from "../../api/keys";
import type { MonitoredMessage, Trace } from "../../api/types";
import { Badge, type BadgeLook, count, dollars, duration, ErrorNote, Spinner, Time } from "../../kit";
import { TraceView } from "./TraceView";

const STATES: Record<MonitoredMessage["status"], [look: BadgeLook, name: string]> = {
  completed: ["good", "completed"],
  in_progress: ["accent", "being written"],
  cancelled: ["warn", "stopped"],
  failed: ["bad", "failed"],
};

/** One reply: what it cost in time and money, and on demand what the model was sent. */
export function ReplyCard({
  projectId,
  message,
  open,
}: {
  projectId: string;
  message: MonitoredMessage;
  open: boolean;
}) {
  const [chosen, choose] = useState<boolean>();
  const shown = chosen ?? open;
  const path = `/messages/${encodeURIComponent(message.id)}/trace`;
  const trace = useQuery({
    queryKey: keys.of(projectId, path),
    queryFn: ({ signal }) => get<Trace>(below(projectId, path), {}, signal),
    enabled: shown && message.traced,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const greeting = message.model === "" && message.status === "completed";
  const [look, state] = STATES[message.status];
  return (
    <article className="overflow-hidden rounded-lg border bg-surface shadow-lift">
      <div className="px-3.5 py-2.5">
        <header className="flex flex-wrap items-center gap-x-2 gap-y-1">
          {greeting ? (
            <Badge>greeting</Badge>
          ) : (
            <Badge look={look}>
              {message.status === "in_progress" && <Spinner className="size-3" />}
              {state}
            </Badge>
          )}
          {trace.data?.draft && <Badge look="warn">unsaved configuration</Badge>}
          {!greeting && <code className="min-w-0 font-mono text-sm">{message.model || "no model was asked"}</code>}
          <span className="ml-auto text-sm text-soft">
            <Time at={message.created_at} />
          </span>
        </header>
        <p dir="auto" className="mt-1 line-clamp-2 text-soft">
          {message.content || (message.status === "in_progress" ? "…" : "Nothing was written.")}
        </p>
        {message.error && (
          <p role="alert" className="mt-1.5 text-bad">
            {message.error.message} <code className="font-mono text-xs">({message.error.code})</code>
          </p>
        )}
        {!greeting && <Measures message={message} />}
      </div>
      {message.traced && (
        <>
          <button
            type="button"
            aria-expanded={shown}
            onClick={() => choose(!shown)}
            className="control flex w-full items-center gap-1.5 border-t px-3 text-sm text-soft -outline-offset-2 hover:bg-hover hover:text-text"
          >
            <ChevronRight aria-hidden size={14} className={shown ? "rotate-90" : ""} /> What the model was sent
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

function Measures({ message }: { message: MonitoredMessage }) {
  const { usage, time_to_first_token_ms, latency_ms, cost, status } = message;
  if (status === "in_progress") return null;
  const about = usage?.estimated ? "≈ " : "";
  return (
    <dl className="mt-2 grid grid-cols-3 gap-x-4 gap-y-1.5 @md:grid-cols-5">
      <Measure name="Tokens in">{usage ? `${about}${count(usage.input_tokens)}` : "—"}</Measure>
      <Measure name="Tokens out">{usage ? `${about}${count(usage.output_tokens)}` : "—"}</Measure>
      <Measure name="First token">{time_to_first_token_ms === null ? "—" : duration(time_to_first_token_ms)}</Measure>
      <Measure name="Total time">{latency_ms === null ? "—" : duration(latency_ms)}</Measure>
      <Measure name="Cost">{cost === null ? <span title="The model has no price">—</span> : dollars(cost)}</Measure>
    </dl>
  );
}

function Measure({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-soft">{name}</dt>
      <dd className="font-medium tabular-nums">{children}</dd>
    </div>
  );
}
