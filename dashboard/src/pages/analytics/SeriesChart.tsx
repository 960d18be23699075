import { useId } from "react";
import { Bar, CartesianGrid, ComposedChart, type DotItemDotProps, Line, Tooltip, XAxis, YAxis } from "recharts";
import type { Analytics } from "../../api/types";
import { type Span, stepName, tick } from "../../shared/analytics/range";
import type { ChartDefinition, Series } from "./charts";
import { Swatch } from "./Swatch";

export interface SeriesChartProps {
  chart: ChartDefinition;
  series: Analytics["series"];
  span: Span;
}

const TEXT = { fill: "var(--soft)", fontSize: 12 };

/** A chart. Loaded lazily, because Recharts is large. */
export function SeriesChart({ chart, series, span }: SeriesChartProps) {
  const id = useId().replace(/[^a-zA-Z0-9]/g, "");
  // A point without neighbors is drawn as a dot, since it has no line.
  const isIsolated = (key: Series["key"], index: number) =>
    [-1, 0, 1].every((by) => (typeof series[index + by]?.[key] === "number") === (by === 0));
  return (
    <ComposedChart
      responsive
      className="h-56 w-full text-sm"
      data={[...series]}
      margin={{ top: 8, right: 8, bottom: 0, left: 0 }}
      title={chart.title}
      desc="Use the arrow keys to move through the data points, or the Table button to show the numbers."
    >
      <defs>
        {chart.series.map(({ key, color }) => (
          <pattern
            key={key}
            id={`${id}-${key}`}
            width="6"
            height="6"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect width="6" height="6" fill={color} opacity="0.25" />
            <rect width="3" height="6" fill={color} />
          </pattern>
        ))}
      </defs>
      <CartesianGrid vertical={false} stroke="var(--line)" />
      <XAxis
        dataKey="start"
        tickFormatter={(start: number) => tick(start, span)}
        tick={TEXT}
        tickLine={false}
        axisLine={{ stroke: "var(--line-strong)" }}
        minTickGap={28}
      />
      <YAxis
        width="auto"
        tickFormatter={chart.axis}
        tick={TEXT}
        tickLine={false}
        axisLine={false}
        allowDecimals={!chart.whole}
        tickCount={4}
      />
      <Tooltip
        isAnimationActive={false}
        cursor={chart.kind === "bars" ? { fill: "var(--hover)" } : { stroke: "var(--line-strong)" }}
        content={({ active, payload, label }) =>
          active && payload && payload.length > 0 ? (
            <div className="rounded-lg border bg-surface px-3 py-2 shadow-float">
              <p className="mb-1 font-medium">{stepName(Number(label), span.step)}</p>
              {chart.series.map((one) => {
                const value = payload.find(({ dataKey }) => dataKey === one.key)?.value;
                return (
                  <p key={one.key} className="flex items-center gap-2">
                    <Swatch kind={chart.kind} series={one} />
                    <span className="flex-1 text-soft">{one.name}</span>
                    <span className="tabular-nums">{typeof value === "number" ? chart.value(value) : "–"}</span>
                  </p>
                );
              })}
            </div>
          ) : null
        }
      />
      {chart.series.map(({ key, name, color, second }) =>
        chart.kind === "lines" ? (
          <Line
            key={key}
            dataKey={key}
            name={name}
            stroke={color}
            strokeWidth={2}
            strokeDasharray={second ? "5 4" : undefined}
            type="linear"
            dot={({ index, cx, cy }: DotItemDotProps) =>
              isIsolated(key, index) ? <circle key={index} cx={cx} cy={cy} r="3" fill={color} /> : <g key={index} />
            }
            isAnimationActive={false}
          />
        ) : (
          <Bar
            key={key}
            dataKey={key}
            name={name}
            {...(!chart.isGrouped && { stackId: "all" })}
            fill={second ? `url(#${id}-${key})` : color}
            maxBarSize={36}
            isAnimationActive={false}
          />
        ),
      )}
    </ComposedChart>
  );
}
