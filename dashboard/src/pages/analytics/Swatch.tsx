import type { ChartDefinition, Series } from "./charts";

/** Legend symbol of a series. */
export function Swatch({ kind, series: { color, second } }: { kind: ChartDefinition["kind"]; series: Series }) {
  return (
    <svg aria-hidden width="16" height="10" viewBox="0 0 16 10" className="shrink-0">
      {kind === "lines" ? (
        <line
          x1="0"
          x2="16"
          y1="5"
          y2="5"
          stroke={color}
          strokeWidth="2.5"
          strokeDasharray={second ? "4 3" : undefined}
        />
      ) : second ? (
        <g fill={color}>
          <rect width="16" height="10" opacity="0.25" />
          <path d="M-2 10 8 0h4L2 10zM6 10 16 0h4L10 10z" />
        </g>
      ) : (
        <rect width="16" height="10" rx="2" fill={color} />
      )}
    </svg>
  );
}
