const [WIDTH, HEIGHT, GAP] = [100, 24, 2];

/** A small bar chart. */
export function SparkBars({ values, color, label }: { values: readonly number[]; color: string; label: string }) {
  const max = Math.max(...values, 0);
  const width = WIDTH / Math.max(values.length, 1);
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      className="mt-1 block h-6 w-full"
    >
      {values.map((value, index) => {
        // Draw zero as a thin line so that the day stays visible.
        const height = max > 0 && value > 0 ? Math.max(2, (value / max) * HEIGHT) : 1;
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: the index identifies the day
            key={index}
            x={index * width + GAP / 2}
            y={HEIGHT - height}
            width={width - GAP}
            height={height}
            fill={value > 0 ? color : "var(--line-strong)"}
          />
        );
      })}
    </svg>
  );
}
