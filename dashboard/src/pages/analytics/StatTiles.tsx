import { ArrowDown, ArrowUp } from "lucide-react";
import type { Metrics } from "../../api/types";
import { cx } from "../../kit";
import { changeOf, TILES, type Tile } from "./tiles";

export interface StatTilesProps {
  totals: Metrics;
  /** Totals of the previous period; undefined while loading. */
  past: Metrics | undefined;
  byModel: boolean;
}

/** Totals of the range, compared with the previous period. */
export function StatTiles({ totals, past, byModel }: StatTilesProps) {
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border bg-line shadow-lift md:grid-cols-5">
      {TILES.map((tile) => (
        <div key={tile.name} title={tile.title} className="bg-surface px-4 py-3">
          <dt className="truncate text-sm text-soft">{tile.name}</dt>
          <TileValue tile={tile} totals={totals} past={past} unknown={byModel && tile.notByModel === true} />
        </div>
      ))}
    </dl>
  );
}

interface TileValueProps {
  tile: Tile;
  totals: Metrics;
  past: Metrics | undefined;
  unknown: boolean;
}

function TileValue({ tile, totals, past, unknown }: TileValueProps) {
  const value = unknown ? null : tile.of(totals);
  const change = unknown ? null : changeOf(tile, totals, past);
  const Arrow = change?.direction === "up" ? ArrowUp : change?.direction === "down" ? ArrowDown : null;
  const tones = { good: "text-good", bad: "text-bad", plain: "text-soft" };
  return (
    <>
      <dd className="text-xl font-semibold tracking-tight tabular-nums">
        {(!unknown && tile.text?.(totals)) || (value === null ? "–" : tile.show(value))}
      </dd>
      <dd className={cx("flex min-h-5 items-center gap-0.5 text-xs", change && tones[change.tone])}>
        {change && (
          <>
            {Arrow && <Arrow aria-hidden size={12} />}
            <span title={`Previous period: ${change.was}`}>
              <span className="sr-only">{{ up: "up by ", down: "down by ", same: "" }[change.direction]}</span>
              {change.text}
            </span>
          </>
        )}
      </dd>
    </>
  );
}
