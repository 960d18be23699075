import { useId } from "react";

const WIDTH = 84;
const HEIGHT = 22;

/** A small line chart. Its title lists the values, as a tooltip and for screen readers. */
export function Sparkline({ values, label }: { values: readonly number[]; label: string }) {
  const id = useId();
  const max = Math.max(...values, 1);
  const step = WIDTH / Math.max(values.length - 1, 1);
  const points = values.map(
    (value, at) => `${(at * step).toFixed(1)},${(HEIGHT - 2 - (value / max) * (HEIGHT - 4)).toFixed(1)}`,
  );
  const isEmpty = values.every((value) => value === 0);
  return (
    <svg
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-labelledby={id}
      className="shrink-0 overflow-visible"
    >
      <title id={id}>{`${label}: ${values.join(", ")}`}</title>
      {!isEmpty && (
        <polygon points={`0,${HEIGHT} ${points.join(" ")} ${WIDTH},${HEIGHT}`} className="fill-accent opacity-10" />
      )}
      <polyline
        points={points.join(" ")}
        fill="none"
        strokeWidth="1.5"
        strokeLinejoin="round"
        strokeLinecap="round"
        className={isEmpty ? "stroke-line-strong" : "stroke-accent"}
      />
    </svg>
  );
}
