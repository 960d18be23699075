import { ChartColumn, Table2 } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { Analytics } from "../../api/types";
import { Button, Card, Loading } from "../../kit";
import type { Span } from "../../shared/analytics/range";
import type { ChartDefinition } from "./charts";
import { SeriesTable } from "./SeriesTable";
import { Swatch } from "./Swatch";

const SeriesChart = lazy(() => import("./SeriesChart").then(({ SeriesChart }) => ({ default: SeriesChart })));

export interface ChartCardProps {
  chart: ChartDefinition;
  analytics: Analytics;
  span: Span;
  className?: string;
}

/** A chart with a legend, which can be shown as a table. */
export function ChartCard({ chart, analytics, span, className }: ChartCardProps) {
  const [asTable, setAsTable] = useState(false);
  return (
    <Card
      className={className}
      title={chart.title}
      actions={
        <Button
          variant="plain"
          icon={asTable ? ChartColumn : Table2}
          onClick={() => setAsTable(!asTable)}
          aria-label={`${chart.title}: show as ${asTable ? "chart" : "table"}`}
        >
          {asTable ? "Chart" : "Table"}
        </Button>
      }
    >
      <ul className="-mt-2 mb-3 flex flex-wrap gap-x-5 gap-y-1 text-sm">
        {chart.series.map((series) => {
          const total = analytics.totals[series.key];
          return (
            <li key={series.key} className="flex items-center gap-2">
              <Swatch kind={chart.kind} series={series} />
              <span className="text-soft">{series.name}</span>
              <span className="font-medium tabular-nums">{total === null ? "–" : chart.value(total)}</span>
            </li>
          );
        })}
      </ul>
      {asTable ? (
        <SeriesTable chart={chart} series={analytics.series} span={span} />
      ) : (
        <Suspense fallback={<Loading />}>
          <SeriesChart chart={chart} series={analytics.series} span={span} />
        </Suspense>
      )}
      {chart.note && <p className="mt-2 text-sm text-soft">{chart.note}</p>}
    </Card>
  );
}
