import type { Figure } from "../../api/types";
import { brief, count, dollars, duration } from "../../kit";

export interface Series {
  key: keyof Figure;
  name: string;
  /** A colour variable. */
  color: string;
  /** Not by colour alone: the second of two is dashed or striped. */
  second?: boolean;
}

export interface ChartDefinition {
  title: string;
  kind: "lines" | "bars";
  series: readonly Series[];
  /** At the axis, short. */
  axis: (value: number) => string;
  /** Its values are counts: no half of one at the axis. */
  whole?: boolean;
  /** In words and tables. */
  value: (value: number) => string;
  /** Users and times do not add up over the steps: what is shown beside the name then is that of the whole range. */
  note?: string;
  /** Makes no sense for one model. */
  notByModel?: boolean;
}

const plain = { axis: brief, value: count, whole: true };
const money = { axis: dollars, value: dollars };
const time = { axis: duration, value: duration };

export const CHARTS: readonly ChartDefinition[] = [
  {
    title: "Messages and replies",
    kind: "lines",
    ...plain,
    series: [
      { key: "messages", name: "Messages of users", color: "var(--chart-1)" },
      { key: "replies", name: "Replies", color: "var(--chart-2)", second: true },
    ],
  },
  {
    title: "Active users",
    kind: "bars",
    ...plain,
    series: [{ key: "active_users", name: "Users who wrote", color: "var(--chart-5)" }],
    note: "Somebody who writes in several steps is one user of the whole range.",
    notByModel: true,
  },
  {
    title: "Tokens",
    kind: "bars",
    ...plain,
    series: [
      { key: "input_tokens", name: "Read", color: "var(--chart-1)" },
      { key: "output_tokens", name: "Written", color: "var(--chart-3)", second: true },
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
    title: "Time to first token",
    kind: "lines",
    ...time,
    series: [
      { key: "ttft_p50_ms", name: "Half of the replies", color: "var(--chart-1)" },
      { key: "ttft_p95_ms", name: "95 of 100", color: "var(--chart-4)", second: true },
    ],
    note: "So long did it take at most until a reply's first words were there.",
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
