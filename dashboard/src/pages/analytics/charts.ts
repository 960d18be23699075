import type { Metrics } from "../../api/types";
import { brief, count, dollars, duration } from "../../kit";

export interface Series {
  key: keyof Metrics;
  name: string;
  /** A CSS color variable. */
  color: string;
  /** The second of two series is dashed or striped, so that color is not the only difference. */
  second?: boolean;
}

export interface ChartDefinition {
  title: string;
  kind: "lines" | "bars";
  /** Draws bars if there are few points, between which a line suggests values that there are not. */
  barsIfShort?: boolean;
  /** Draws bars side by side instead of on top of each other. */
  isGrouped?: boolean;
  series: readonly Series[];
  /** Formats axis labels. */
  axis: (value: number) => string;
  /** Values are whole numbers: no fractions on the axis. */
  whole?: boolean;
  /** Formats values in the legend and in tables. */
  value: (value: number) => string;
  /** Shown below the chart. */
  note?: string;
  /** Hidden when filtered by model. */
  notByModel?: boolean;
}

const plain = { axis: brief, value: count, whole: true };
const money = { axis: dollars, value: dollars };
const time = { axis: duration, value: duration };

export const CHARTS: readonly ChartDefinition[] = [
  {
    title: "Messages and replies",
    kind: "lines",
    barsIfShort: true,
    ...plain,
    series: [
      { key: "messages", name: "User messages", color: "var(--chart-1)" },
      { key: "replies", name: "Replies", color: "var(--chart-2)", second: true },
    ],
  },
  {
    title: "Active users",
    kind: "bars",
    ...plain,
    series: [{ key: "active_users", name: "Active users", color: "var(--chart-5)" }],
    note: "Each user is counted once over the whole range.",
    notByModel: true,
  },
  {
    title: "Tokens",
    kind: "bars",
    ...plain,
    series: [
      { key: "input_tokens", name: "Input", color: "var(--chart-1)" },
      { key: "output_tokens", name: "Output", color: "var(--chart-3)", second: true },
    ],
  },
  { title: "Cost", kind: "bars", ...money, series: [{ key: "cost", name: "US dollars", color: "var(--chart-2)" }] },
  {
    title: "Failures",
    kind: "bars",
    ...plain,
    series: [
      { key: "failures", name: "Failed", color: "var(--bad)" },
      { key: "cancelled", name: "Stopped", color: "var(--chart-3)", second: true },
    ],
  },
  {
    title: "Replies cut off",
    kind: "bars",
    ...plain,
    series: [
      { key: "cut_by_length", name: "By the limit of tokens", color: "var(--chart-3)" },
      { key: "cut_by_filter", name: "By a content filter or refusal", color: "var(--bad)", second: true },
    ],
    note: "Users see the text so far, and that the reply was cut off.",
  },
  {
    title: "Time to first token",
    kind: "lines",
    ...time,
    series: [
      { key: "ttft_p50_ms", name: "p50", color: "var(--chart-1)" },
      { key: "ttft_p95_ms", name: "p95", color: "var(--chart-4)", second: true },
    ],
    note: "Time until the first token arrived.",
  },
  {
    title: "Feedback",
    kind: "bars",
    ...plain,
    series: [
      { key: "up", name: "Rated up", color: "var(--chart-2)" },
      { key: "down", name: "Rated down", color: "var(--chart-4)", second: true },
    ],
  },
];

/** The fewest points that are drawn as a line. */
const LINE_POINTS = 14;

/** Returns the charts for a range: without those that have nothing to show, and with bars where a line would mislead. */
export function chartsFor(series: readonly Metrics[], byModel: boolean): ChartDefinition[] {
  return CHARTS.filter(({ notByModel }) => !(byModel && notByModel))
    .filter((chart) => series.some((point) => chart.series.some(({ key }) => Boolean(point[key]))))
    .map((chart) =>
      chart.barsIfShort && series.length < LINE_POINTS ? { ...chart, kind: "bars", isGrouped: true } : chart,
    );
}
