import type { ReactNode } from "react";
import type { Metrics } from "../../api/types";
import { brief, Card, type Column, count, dollars, duration, plural, share, Table } from "../../kit";

export interface BreakdownProps<T extends Metrics> {
  title: string;
  /** Header, content and key of the first column. */
  head: string;
  name: (row: T) => ReactNode;
  rowKey: (row: T) => string;
  rows: readonly T[];
}

/** Analytics per agent or per model. */
export function Breakdown<T extends Metrics>({ title, head, name, rowKey, rows }: BreakdownProps<T>) {
  const all = rows.reduce((sum, { replies }) => sum + replies, 0);
  const columns: Column<T>[] = [
    { head, whole: true, cell: name },
    {
      head: "Replies",
      number: true,
      cell: ({ replies }) => (
        <span className="inline-flex items-center justify-end gap-2">
          <span aria-hidden className="hidden h-1.5 w-16 overflow-hidden rounded-full bg-hover lg:block">
            <span className="block h-full bg-chart-1" style={{ width: `${all ? (replies / all) * 100 : 0}%` }} />
          </span>
          <span className="min-w-12">{count(replies)}</span>
        </span>
      ),
    },
    { head: "Failed", number: true, cell: ({ failures, replies }) => part(failures, replies) },
    { head: "Tokens", number: true, cell: (row) => brief(row.input_tokens + row.output_tokens) },
    {
      head: "Cost",
      number: true,
      cell: ({ cost, unpriced }) =>
        unpriced > 0 ? (
          <span title={`Excludes ${plural(unpriced, "reply", "replies")} from models without a price.`}>
            {dollars(cost)}
            <span className="text-warn"> + ?</span>
          </span>
        ) : (
          dollars(cost)
        ),
    },
    {
      head: "First token, p50 / p95",
      number: true,
      cell: ({ ttft_p50_ms, ttft_p95_ms }) =>
        ttft_p50_ms === null || ttft_p95_ms === null ? "–" : `${duration(ttft_p50_ms)} / ${duration(ttft_p95_ms)}`,
    },
    { head: "Rated up", number: true, cell: ({ up, down }) => part(up, up + down) },
  ];
  const sorted = rows.toSorted((a, b) => b.replies - a.replies);
  return (
    <Card flush title={title}>
      <Table label={title} columns={columns} rows={sorted} rowKey={rowKey} />
    </Card>
  );
}

function part(of: number, whole: number): string {
  return whole === 0 ? "–" : share(of / whole);
}
