import { useId } from "react";

const WIDTH = 84;
const HEIGHT = 22;

/** How something went, in a few numbers: the shape, and the numbers for screen readers and on hover. */
export function Sparkline({ values, label }: { values: readonly number[]; label: string }) {
  const id = useId();
  const most = Math.max(...values, 1);
  const step = WIDTH / Math.max(values.length - 1, 1);
  const points = values.map(
    (value, at) => `${(at * step).toFixed(1)},${(HEIGHT - 2 - (value / most) * (HEIGHT - 4)).toFixed(1)}`,
  );
  const nothing = values.every((value) => value === 0);
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
      {!nothing && (
        <polygon points={`0,${HEIGHT} ${points.join(" ")} ${WIDTH},${HEIGHT}`} className="fill-accent opacity-10" />
      )}
      <polyline
        points={points.join(" ")}
        fill="none"
        strokeWidth="1.5"
        strokeLinejoin="round"
        strokeLinecap="round"
        className={nothing ? "stroke-line-strong" : "stroke-accent"}
      />
    </svg>
  );
}
