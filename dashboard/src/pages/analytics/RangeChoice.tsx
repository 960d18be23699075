import { ToggleGroup } from "radix-ui";
import { LABELS, type Span } from "../../shared/analytics/range";
import { type AnalyticsSearch, RANGES, type Range } from "../../shared/analytics/search";

export interface RangeChoiceProps {
  search: AnalyticsSearch;
  span: Span;
  onChange: (search: AnalyticsSearch) => void;
}

/** Selects the time range. */
export function RangeChoice({ search, span, onChange }: RangeChoiceProps) {
  function choose(range: Range) {
    const { agent, model, who, step } = search;
    // A custom range starts with the current one.
    const custom = range === "custom" ? { from: span.from, to: span.to } : {};
    onChange({ range, step, agent, model, who, ...custom });
  }
  return (
    <div className="-mx-4 mb-4 overflow-x-auto px-4 [scrollbar-width:none] sm:mx-0 sm:px-0">
      <ToggleGroup.Root
        type="single"
        value={search.range ?? "7d"}
        onValueChange={(range) => range && choose(range as Range)}
        aria-label="Time range"
        className="inline-flex gap-0.5 rounded-lg border bg-sunken p-0.5"
      >
        {RANGES.map((range) => (
          <ToggleGroup.Item
            key={range}
            value={range}
            className="control rounded-md px-3 text-sm font-medium whitespace-nowrap text-soft hover:text-text data-[state=on]:bg-surface data-[state=on]:text-text data-[state=on]:shadow-lift"
          >
            {LABELS[range]}
          </ToggleGroup.Item>
        ))}
      </ToggleGroup.Root>
    </div>
  );
}
