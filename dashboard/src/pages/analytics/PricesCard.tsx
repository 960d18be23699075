import { useQuery } from "@tanstack/react-query";
import { ChevronRight, Pencil, Plus } from "lucide-react";
import { useState } from "react";
import { useProject, whyNot } from "../../api/project";
import type { ModelMetrics, Price } from "../../api/types";
import { Badge, Button, Card, type Column, ErrorNote, IconButton, plural, SkeletonLines, Table } from "../../kit";
import { PriceDialog } from "../../shared/prices/PriceDialog";
import { pricesQuery } from "../../shared/prices/prices";

export interface PricesCardProps {
  projectId: string;
  models: readonly ModelMetrics[];
}

/** The prices behind the costs, and the models without one. */
export function PricesCard({ projectId, models }: PricesCardProps) {
  const prices = useQuery(pricesQuery(projectId));
  const reason = whyNot(useProject(projectId).role, "developer");
  const [setting, setSetting] = useState<string | null>(null);
  const unpriced = models.filter((row) => row.model && row.unpriced > 0);
  return (
    <Card
      flush
      title="Prices"
      description="Costs use the price at the time of each reply. Your own prices take precedence over the server’s."
      actions={
        <Button icon={Plus} onClick={() => setSetting("")} disabled={!!reason} title={reason}>
          Set a price
        </Button>
      }
    >
      {unpriced.length > 0 && (
        <ul className="divide-y divide-line border-b">
          {unpriced.map((row) => (
            <li key={row.model} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2">
              <p className="min-w-0 flex-1 basis-56">
                No price for <code className="font-mono text-sm">{row.model}</code>:{" "}
                {plural(row.unpriced, "reply is", "replies are")} not included in the costs.
              </p>
              <Button onClick={() => setSetting(row.model)} disabled={!!reason} title={reason}>
                Set a price
              </Button>
            </li>
          ))}
        </ul>
      )}
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
            <Table
              label="Prices"
              columns={columns(reason ? null : setSetting)}
              rows={prices.data.data}
              rowKey={({ model }) => model}
            />
          </div>
        </details>
      )}
      <PriceDialog projectId={projectId} model={setting} onClose={() => setSetting(null)} />
    </Card>
  );
}

function columns(onEdit: ((model: string) => void) | null): Column<Price>[] {
  return [
    {
      head: "Model",
      whole: true,
      cell: ({ model, source }) => (
        <span className="flex flex-wrap items-center gap-2">
          <code className="font-mono text-sm">{model.endsWith(".") ? `${model}*` : model}</code>
          {source === "project" && <Badge variant="accent">Project</Badge>}
        </span>
      ),
    },
    { head: "Input, per million tokens", number: true, cell: ({ input }) => `$${input}` },
    { head: "Output, per million tokens", number: true, cell: ({ output }) => `$${output}` },
    ...(onEdit
      ? [
          {
            head: "Edit",
            number: true,
            cell: ({ model }: Price) => (
              <IconButton icon={Pencil} label={`Set the price of ${model}`} onClick={() => onEdit(model)} />
            ),
          },
        ]
      : []),
  ];
}
