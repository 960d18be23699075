const [WIDTH, HEIGHT, GAP] = [100, 24, 2];

/** Some values as small bars. */
export function Sparkline({ values, color, label }: { values: readonly number[]; color: string; label: string }) {
  const most = Math.max(...values, 0);
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
        // What is nothing is a line, so that its place is seen.
        const height = most > 0 && value > 0 ? Math.max(2, (value / most) * HEIGHT) : 1;
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a value is its place
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
