import { X } from "lucide-react";
import { Button, Field, Input, SearchSelect, Select } from "../../kit";
import type { FiguresSearch } from "../../routes/activity";
import { AgentSelect } from "../../shared/agents/AgentSelect";
import { mayBeHours, type Span, utcDayOf, utcStartOf } from "../../shared/analytics/range";

export interface FiguresFiltersProps {
  projectId: string;
  search: FiguresSearch;
  span: Span;
  now: number;
  /** The models that replied in this time. */
  models: readonly string[];
  onChange: (search: FiguresSearch) => void;
}

const WHO = [
  { value: "", label: "Live users" },
  { value: "test", label: "Test users" },
  { value: "all", label: "All users" },
];

export function FiguresFilters({ projectId, search, span, now, models, onChange }: FiguresFiltersProps) {
  const change = (part: FiguresSearch) => onChange({ ...search, ...part });
  const filtered = search.agent !== undefined || search.model !== undefined || search.who !== undefined;
  const own = search.range === "own";
  const names = search.model && !models.includes(search.model) ? [search.model, ...models] : models;
  return (
    <div className="mb-4 flex flex-wrap items-end gap-3">
      {own && (
        <>
          <Field label="From" className="min-w-36 flex-1">
            <Input
              type="date"
              value={utcDayOf(span.from)}
              max={utcDayOf(now)}
              onChange={(event) => change({ from: utcStartOf(event.target.value) })}
            />
          </Field>
          <Field label="Until" className="min-w-36 flex-1">
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
      <Field label="Of" className="min-w-32 flex-1">
        <Select
          value={search.who ?? ""}
          onChange={(who) => change({ who: who === "test" || who === "all" ? who : undefined })}
          options={WHO}
        />
      </Field>
      <Field label="Per" className="min-w-24 flex-1">
        <Select
          value={span.step}
          onChange={(step) => change({ step: step === "hour" ? "hour" : undefined })}
          disabled={search.range === "24h"}
          options={[
            { value: "day", label: "Day" },
            { value: "hour", label: "Hour", disabled: !mayBeHours(span, now) },
          ]}
        />
      </Field>
      {filtered && (
        <Button look="plain" icon={X} onClick={() => change({ agent: undefined, model: undefined, who: undefined })}>
          Clear
        </Button>
      )}
    </div>
  );
}
