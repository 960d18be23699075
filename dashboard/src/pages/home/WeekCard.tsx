import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { brief, buttonClass, Card, dollars, ErrorNote, Skeleton, share } from "../../kit";
import { spanOf } from "../../shared/analytics/range";
import { useAnalytics } from "../../shared/analytics/useAnalytics";
import { costText, costTitle } from "../../shared/prices/cost";
import { SparkBars } from "./SparkBars";

const METRICS = [
  { key: "messages", name: "Messages", show: brief, color: "var(--chart-1)" },
  { key: "replies", name: "Replies", show: brief, color: "var(--chart-2)" },
  { key: "active_users", name: "Active users", show: brief, color: "var(--chart-5)" },
  { key: "cost", name: "Cost", show: dollars, color: "var(--chart-3)" },
  { key: "failures", name: "Failed replies", show: brief, color: "var(--bad)" },
] as const;

/** Key metrics of the last seven days. */
export function WeekCard({ projectId }: { projectId: string }) {
  const [now] = useState(Date.now);
  const { data, error, refetch } = useAnalytics(projectId, spanOf({ range: "7d" }, now));
  const text = (key: (typeof METRICS)[number]["key"], show: (value: number) => string) => {
    if (!data) return "";
    if (key === "cost") return costText(data.totals);
    const { failures, replies } = data.totals;
    const part = key === "failures" && failures > 0 ? ` · ${share(failures / replies)}` : "";
    return show(data.totals[key]) + part;
  };
  return (
    <Card
      flush
      title="Last 7 days"
      actions={
        <Link to="/p/$projectId/analytics" params={{ projectId }} className={buttonClass("plain")}>
          View analytics
        </Link>
      }
    >
      {error && !data ? (
        <ErrorNote error={error} title="Could not load analytics" onRetry={refetch} className="m-4" />
      ) : (
        <dl className="grid grid-cols-2 gap-px bg-line md:grid-cols-5">
          {METRICS.map(({ key, name, show, color }) => (
            <div key={key} className="bg-surface px-4 py-3 last:col-span-2 md:last:col-span-1">
              <dt className="text-sm text-soft">{name}</dt>
              <dd>
                {data ? (
                  <>
                    <span
                      className="text-xl font-semibold tracking-tight tabular-nums"
                      title={key === "cost" ? costTitle(data.totals) : undefined}
                    >
                      {text(key, show)}
                    </span>
                    <SparkBars
                      values={data.series.map((day) => day[key])}
                      color={color}
                      label={`${name} per day, oldest first: ${data.series.map((day) => show(day[key])).join(", ")}`}
                    />
                  </>
                ) : (
                  <Skeleton className="mt-1 h-12 w-full" />
                )}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Card>
  );
}
