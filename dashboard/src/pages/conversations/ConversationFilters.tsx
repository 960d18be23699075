import { X } from "lucide-react";
import { Button, dayOf, Field, Input, Select, startOf } from "../../kit";
import type { ConversationsSearch } from "../../routes/activity";
import { AgentSelect } from "../../shared/agents/AgentSelect";
import { UserSelect } from "./UserSelect";

export interface ConversationFiltersProps {
  projectId: string;
  search: ConversationsSearch;
  onChange: (search: ConversationsSearch) => void;
}

const MODES = [
  { value: "", label: "All users" },
  { value: "true", label: "Live users" },
  { value: "false", label: "Test users" },
];

const OUTCOMES = [
  { value: "", label: "Any" },
  { value: "failed", label: "With failed replies" },
  { value: "up", label: "With replies rated up" },
  { value: "down", label: "With replies rated down" },
  { value: "failed up", label: "Failed and rated up" },
  { value: "failed down", label: "Failed and rated down" },
];

export function ConversationFilters({ projectId, search, onChange }: ConversationFiltersProps) {
  const filtered = Object.values(search).some((value) => value !== undefined);
  const change = (part: ConversationsSearch) => onChange({ ...search, ...part });
  return (
    <div className="mb-4 grid grid-cols-2 items-end gap-3 md:grid-cols-3">
      <Field label="Agent">
        <AgentSelect projectId={projectId} value={search.agent} onChange={(agent) => change({ agent })} />
      </Field>
      <Field label="User">
        <UserSelect projectId={projectId} value={search.user} onChange={(user) => change({ user })} />
      </Field>
      <Field label="Replies">
        <Select
          value={[search.failed && "failed", search.rating].filter(Boolean).join(" ")}
          onChange={(next) =>
            change({
              failed: next.includes("failed") || undefined,
              rating: next.endsWith("up") ? "up" : next.endsWith("down") ? "down" : undefined,
            })
          }
          options={OUTCOMES}
        />
      </Field>
      <Field label="Of">
        <Select
          value={search.live === undefined ? "" : String(search.live)}
          onChange={(next) => change({ live: next === "" ? undefined : next === "true" })}
          options={MODES}
        />
      </Field>
      <Field label="Begun from">
        <Input
          type="date"
          value={dayOf(search.from)}
          onChange={(event) => change({ from: startOf(event.target.value) })}
        />
      </Field>
      <div className="flex items-end gap-3">
        <Field label="Until" className="min-w-0 flex-1">
          <Input
            type="date"
            value={dayOf(search.to === undefined ? undefined : search.to - 1)}
            onChange={(event) => change({ to: startOf(event.target.value, 1) })}
          />
        </Field>
        {filtered && (
          <Button look="plain" icon={X} onClick={() => onChange({})}>
            Clear
          </Button>
        )}
      </div>
    </div>
  );
}
