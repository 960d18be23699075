import { ArrowDown, ArrowUp } from "lucide-react";
import type { Figure } from "../../api/types";
import { cx } from "../../kit";
import { changeOf, TILES, type Tile } from "./tiles";

export interface StatTilesProps {
  totals: Figure;
  /** Of as long a time before; absent while it is not known. */
  past: Figure | undefined;
  byModel: boolean;
}

/** The figures of the whole range, and how they changed. */
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
  totals: Figure;
  past: Figure | undefined;
  unknown: boolean;
}

function TileValue({ tile, totals, past, unknown }: TileValueProps) {
  const value = unknown ? null : tile.of(totals);
  const change = unknown ? null : changeOf(tile, totals, past);
  const Arrow = change?.direction === "up" ? ArrowUp : change?.direction === "down" ? ArrowDown : null;
  const looks = { good: "text-good", bad: "text-bad", plain: "text-soft" };
  return (
    <>
      <dd className="text-xl font-semibold tracking-tight tabular-nums">{value === null ? "–" : tile.show(value)}</dd>
      <dd className={cx("flex min-h-5 items-center gap-0.5 text-xs", change && looks[change.look])}>
        {change && (
          <>
            {Arrow && <Arrow aria-hidden size={12} />}
            <span title={`Before: ${change.was}`}>
              <span className="sr-only">{{ up: "up by ", down: "down by ", same: "" }[change.direction]}</span>
              {change.text}
            </span>
          </>
        )}
      </dd>
    </>
  );
}
