import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { brief, buttonClass, Card, dollars, ErrorNote, Skeleton } from "../../kit";
import { spanOf } from "../../shared/analytics/range";
import { useFigures } from "../../shared/analytics/useAnalytics";
import { Sparkline } from "./SparkBars";

const SHOWN = [
  { key: "messages", name: "Messages", show: brief, color: "var(--chart-1)" },
  { key: "replies", name: "Replies", show: brief, color: "var(--chart-2)" },
  { key: "active_users", name: "Active users", show: brief, color: "var(--chart-5)" },
  { key: "cost", name: "Cost", show: dollars, color: "var(--chart-3)" },
  { key: "failures", name: "Failed replies", show: brief, color: "var(--bad)" },
] as const;

/** The last seven days in a few numbers. */
export function WeekCard({ projectId }: { projectId: string }) {
  const [now] = useState(Date.now);
  const { data, error, refetch } = useFigures(projectId, spanOf({ range: "7d" }, now));
  return (
    <Card
      flush
      title="The last 7 days"
      actions={
        <Link
          to="/p/$projectId/figures"
          params={{ projectId }}
          className={buttonClass("plain")}
          aria-label="All figures"
        >
          All figures
        </Link>
      }
    >
      {error && !data ? (
        <ErrorNote error={error} title="The figures could not be loaded" onRetry={refetch} className="m-4" />
      ) : (
        <dl className="grid grid-cols-2 gap-px bg-line md:grid-cols-5">
          {SHOWN.map(({ key, name, show, color }) => (
            <div key={key} className="bg-surface px-4 py-3 last:col-span-2 md:last:col-span-1">
              <dt className="text-sm text-soft">{name}</dt>
              <dd>
                {data ? (
                  <>
                    <span className="text-xl font-semibold tracking-tight tabular-nums">{show(data.totals[key])}</span>
                    <Sparkline
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
