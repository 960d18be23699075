import { X } from "lucide-react";
import { Button, Field, Input, SearchSelect, Select } from "../../kit";
import { AgentSelect } from "../../shared/agents/AgentSelect";
import { allowsHours, type Span, utcDayOf, utcStartOf } from "../../shared/analytics/range";
import type { AnalyticsSearch } from "../../shared/analytics/search";

export interface AnalyticsFiltersProps {
  projectId: string;
  search: AnalyticsSearch;
  span: Span;
  now: number;
  /** The models that replied in this range. */
  models: readonly string[];
  onChange: (search: AnalyticsSearch) => void;
}

const WHO = [
  { value: "", label: "Live users" },
  { value: "test", label: "Test users" },
  { value: "all", label: "All users" },
];

export function AnalyticsFilters({ projectId, search, span, now, models, onChange }: AnalyticsFiltersProps) {
  const change = (part: AnalyticsSearch) => onChange({ ...search, ...part });
  const filtered = search.agent !== undefined || search.model !== undefined || search.who !== undefined;
  const custom = search.range === "custom";
  const names = search.model && !models.includes(search.model) ? [search.model, ...models] : models;
  return (
    <div className="mb-4 flex flex-wrap items-end gap-3">
      {custom && (
        <>
          <Field label="From" className="min-w-36 flex-1">
            <Input
              type="date"
              value={utcDayOf(span.from)}
              max={utcDayOf(now)}
              onChange={(event) => change({ from: utcStartOf(event.target.value) })}
            />
          </Field>
          <Field label="To" className="min-w-36 flex-1">
            <Input
              type="date"
              value={utcDayOf(span.to - 1)}
              max={utcDayOf(now)}
              onChange={(event) => change({ to: utcStartOf(event.target.value, 1) })}
            />
          </Field>
        </>
      )}
      <Field label="Agent" className="min-w-36 flex-1">
        <AgentSelect projectId={projectId} value={search.agent} onChange={(agent) => change({ agent })} />
      </Field>
      <Field label="Model" className="min-w-36 flex-1">
        <SearchSelect
          value={search.model ?? ""}
          onChange={(model) => change({ model: model || undefined })}
          options={[{ value: "", label: "All models" }, ...names.map((name) => ({ value: name, label: name }))]}
          placeholder="All models"
        />
      </Field>
      <Field label="User type" className="min-w-32 flex-1">
        <Select
          value={search.who ?? ""}
          onChange={(who) => change({ who: who === "test" || who === "all" ? who : undefined })}
          options={WHO}
        />
      </Field>
      <Field label="Interval" className="min-w-24 flex-1">
        <Select
          value={span.step}
          onChange={(step) => change({ step: step === "hour" ? "hour" : undefined })}
          disabled={search.range === "24h"}
          options={[
            { value: "day", label: "Day" },
            { value: "hour", label: "Hour", disabled: !allowsHours(span, now) },
          ]}
        />
      </Field>
      {filtered && (
        <Button variant="plain" icon={X} onClick={() => change({ agent: undefined, model: undefined, who: undefined })}>
          Clear
        </Button>
      )}
    </div>
  );
}
