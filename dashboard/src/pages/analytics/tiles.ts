import type { Figure } from "../../api/types";
import { brief, dollars, duration, share } from "../../kit";

export interface Tile {
  name: string;
  title?: string;
  /** `null` where nothing can be said. */
  of: (figure: Figure) => number | null;
  show: (value: number) => string;
  /** Whether more is good (1) or bad (-1), or neither. */
  better?: 1 | -1;
  /** It is a share already: its change is said in points. */
  isShare?: boolean;
  notByModel?: boolean;
}

const part = (of: number, whole: number) => (whole === 0 ? null : of / whole);

export const TILES: readonly Tile[] = [
  { name: "Messages", title: "Of users", of: ({ messages }) => messages, show: brief },
  { name: "Replies", of: ({ replies }) => replies, show: brief },
  {
    name: "Active users",
    title: "Users who wrote something",
    of: ({ active_users }) => active_users,
    show: brief,
    notByModel: true,
  },
  { name: "Conversations", title: "Begun in this time", of: ({ interactions }) => interactions, show: brief },
  { name: "Tokens", of: ({ input_tokens, output_tokens }) => input_tokens + output_tokens, show: brief },
  { name: "Cost", title: "US dollars, by the prices below", of: ({ cost }) => cost, show: dollars },
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
    title: "95 of 100 replies had their first words within this time",
    of: ({ ttft_p95_ms }) => ttft_p95_ms,
    show: duration,
    better: -1,
  },
  {
    name: "Rated up",
    title: "Of all replies that were rated",
    of: ({ up, down }) => part(up, up + down),
    show: share,
    better: 1,
    isShare: true,
  },
];

export interface Change {
  text: string;
  direction: "up" | "down" | "same";
  /** What was before, in words. */
  was: string;
  look: "good" | "bad" | "plain";
}

/** How a tile has changed against the time before; nothing where that cannot be said. */
export function changeOf(tile: Tile, now: Figure, past: Figure | undefined): Change | null {
  const [value, was] = [tile.of(now), past ? tile.of(past) : null];
  if (value === null || was === null || (was === 0 && !tile.isShare)) return null;
  const change = tile.isShare ? value - was : (value - was) / was;
  const same = Math.abs(change) < 0.0005;
  const text = tile.isShare ? `${Math.abs(change * 100).toFixed(1)} points` : share(Math.abs(change));
  const better = same || !tile.better ? 0 : Math.sign(change) * tile.better;
  return {
    text: same ? "as before" : text,
    direction: same ? "same" : change > 0 ? "up" : "down",
    was: tile.show(was),
    look: better > 0 ? "good" : better < 0 ? "bad" : "plain",
  };
}
