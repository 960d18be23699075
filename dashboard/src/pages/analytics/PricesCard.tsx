import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { get } from "../../api/call";
import { keys, projectPath } from "../../api/keys";
import type { List, Price } from "../../api/types";
import { Card, type Column, ErrorNote, plural, SkeletonLines, Table } from "../../kit";

const COLUMNS: Column<Price>[] = [
  { head: "Model prefix", whole: true, cell: ({ model }) => <code className="font-mono text-sm">{model}</code> },
  { head: "Input, per million tokens", number: true, cell: ({ input }) => `$${input}` },
  { head: "Output, per million tokens", number: true, cell: ({ output }) => `$${output}` },
];

/** The prices behind the costs. */
export function PricesCard({ projectId, unpriced }: { projectId: string; unpriced: number }) {
  const prices = useQuery({
    queryKey: keys.of(projectId, "/prices"),
    queryFn: ({ signal }) => get<List<Price>>(projectPath(projectId, "/prices"), {}, signal),
    staleTime: 300_000,
  });
  return (
    <Card
      flush
      title="Prices"
      description={
        <>
          Costs use the price at the time of each reply. The server administrator can change prices under{" "}
          <code className="font-mono text-sm">[models.prices]</code> in the configuration file; changes apply to new
          replies.
          {unpriced > 0 &&
            ` ${plural(unpriced, "reply", "replies")} in this range came from models without a price and count as free.`}
        </>
      }
    >
      {prices.error ? (
        <ErrorNote error={prices.error} title="Could not load prices" onRetry={prices.refetch} className="m-4" />
      ) : !prices.data ? (
        <SkeletonLines count={1} />
      ) : (
        <details className="group">
          <summary className="flex min-h-11 list-none items-center gap-1.5 px-4 text-soft -outline-offset-2 hover:text-text [&::-webkit-details-marker]:hidden">
            <ChevronRight aria-hidden size={14} className="transition-transform group-open:rotate-90" />
            {plural(prices.data.data.length, "price")}
          </summary>
          <div className="border-t">
            <Table label="Prices" columns={COLUMNS} rows={prices.data.data} rowKey={({ model }) => model} />
          </div>
        </details>
      )}
    </Card>
  );
}
