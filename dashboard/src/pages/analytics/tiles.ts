import type { Metrics } from "../../api/types";
import { brief, dollars, duration, share } from "../../kit";
import { costText } from "../../shared/prices/cost";

export interface Tile {
  name: string;
  title?: string;
  /** `null` if undefined, such as a share of zero. */
  of: (totals: Metrics) => number | null;
  show: (value: number) => string;
  /** Says more than `show` about the totals; `null` if it has nothing to add. */
  text?: (totals: Metrics) => string | null;
  /** Whether more is better (1) or worse (-1), if either. */
  better?: 1 | -1;
  /** A percentage; its change is given in points. */
  isShare?: boolean;
  notByModel?: boolean;
}

const part = (of: number, whole: number) => (whole === 0 ? null : of / whole);

export const TILES: readonly Tile[] = [
  { name: "Messages", title: "User messages", of: ({ messages }) => messages, show: brief },
  { name: "Replies", of: ({ replies }) => replies, show: brief },
  {
    name: "Active users",
    title: "Users who sent a message",
    of: ({ active_users }) => active_users,
    show: brief,
    notByModel: true,
  },
  { name: "Conversations", title: "Started in this range", of: ({ interactions }) => interactions, show: brief },
  { name: "Tokens", of: ({ input_tokens, output_tokens }) => input_tokens + output_tokens, show: brief },
  {
    name: "Cost",
    title: "In US dollars, at the prices below",
    of: (totals) => (totals.cost === 0 && totals.unpriced > 0 ? null : totals.cost),
    show: dollars,
    text: (totals) => (totals.unpriced > 0 ? costText(totals) : null),
  },
  {
    name: "Cost per reply",
    of: ({ cost, replies, unpriced }) => part(cost, replies - unpriced),
    show: dollars,
    better: -1,
  },
  {
    name: "Failed replies",
    of: ({ failures, replies }) => part(failures, replies),
    show: share,
    better: -1,
    isShare: true,
  },
  {
    name: "First token, p95",
    title: "95% of replies started within this time",
    of: ({ ttft_p95_ms }) => ttft_p95_ms,
    show: duration,
    better: -1,
  },
  {
    name: "Rated up",
    title: "Share of rated replies",
    of: ({ up, down }) => part(up, up + down),
    show: share,
    better: 1,
    isShare: true,
  },
];

export interface Change {
  text: string;
  direction: "up" | "down" | "same";
  /** The previous value, formatted. */
  was: string;
  tone: "good" | "bad" | "plain";
}

/** Compares a metric with the previous period; `null` if they are not comparable. */
export function changeOf(tile: Tile, now: Metrics, past: Metrics | undefined): Change | null {
  const [value, was] = [tile.of(now), past ? tile.of(past) : null];
  if (value === null || was === null || (was === 0 && !tile.isShare)) return null;
  const change = tile.isShare ? value - was : (value - was) / was;
  const same = Math.abs(change) < 0.0005;
  const text = tile.isShare ? `${Math.abs(change * 100).toFixed(1)} points` : share(Math.abs(change));
  const better = same || !tile.better ? 0 : Math.sign(change) * tile.better;
  return {
    text: same ? "No change" : text,
    direction: same ? "same" : change > 0 ? "up" : "down",
    was: tile.show(was),
    tone: better > 0 ? "good" : better < 0 ? "bad" : "plain",
  };
}
