import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { get } from "../../api/call";
import { below, keys } from "../../api/keys";
import type { List, Price } from "../../api/types";
import { Card, type Column, ErrorNote, SkeletonLines, Table } from "../../kit";

const COLUMNS: Column<Price>[] = [
  { head: "Model begins with", whole: true, cell: ({ model }) => <code className="font-mono text-sm">{model}</code> },
  { head: "Read, per million tokens", number: true, cell: ({ input }) => `$${input}` },
  { head: "Written, per million tokens", number: true, cell: ({ output }) => `$${output}` },
];

/** What the costs are reckoned with, and who can correct it. */
export function PricesCard({ projectId, unpriced }: { projectId: string; unpriced: number }) {
  const prices = useQuery({
    queryKey: keys.of(projectId, "/prices"),
    queryFn: ({ signal }) => get<List<Price>>(below(projectId, "/prices"), {}, signal),
    staleTime: 300_000,
  });
  return (
    <Card
      flush
      title="Prices"
      description={
        <>
          Each reply is reckoned by the price of its model at its time. Whoever runs the server corrects the prices in
          its settings, under <code className="font-mono text-sm">[models.prices]</code>; the replies after that count
          with the new ones.
          {unpriced > 0 && ` ${unpriced} replies in this time came from models without a price and count as free.`}
        </>
      }
    >
      {prices.error ? (
        <ErrorNote
          error={prices.error}
          title="The prices could not be loaded"
          onRetry={prices.refetch}
          className="m-4"
        />
      ) : !prices.data ? (
        <SkeletonLines count={1} />
      ) : (
        <details className="group">
          <summary className="flex min-h-11 list-none items-center gap-1.5 px-4 text-soft -outline-offset-2 hover:text-text [&::-webkit-details-marker]:hidden">
            <ChevronRight aria-hidden size={14} className="transition-transform group-open:rotate-90" />
            {prices.data.data.length} prices
          </summary>
          <div className="border-t">
            <Table label="Prices" columns={COLUMNS} rows={prices.data.data} rowKey={({ model }) => model} />
          </div>
        </details>
      )}
    </Card>
  );
}
