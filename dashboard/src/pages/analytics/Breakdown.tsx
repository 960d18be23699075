import type { ReactNode } from "react";
import type { Metrics } from "../../api/types";
import { brief, Card, type Column, count, duration, share, Table } from "../../kit";
import { costText, costTitle } from "../../shared/prices/cost";

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
      cell: (row) => <span title={costTitle(row)}>{costText(row)}</span>,
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
