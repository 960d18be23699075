import { X } from "lucide-react";
import { Button, dayOf, Field, Input, Select, startOf } from "../../kit";
import { AgentSelect } from "../../shared/agents/AgentSelect";
import type { ConversationsSearch } from "./search";
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
  { value: "", label: "All replies" },
  { value: "failed", label: "Failed" },
  { value: "up", label: "Rated up" },
  { value: "down", label: "Rated down" },
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
      <Field label="User type">
        <Select
          value={search.live === undefined ? "" : String(search.live)}
          onChange={(next) => change({ live: next === "" ? undefined : next === "true" })}
          options={MODES}
        />
      </Field>
      <Field label="Started after">
        <Input
          type="date"
          value={dayOf(search.from)}
          onChange={(event) => change({ from: startOf(event.target.value) })}
        />
      </Field>
      <div className="flex items-end gap-3">
        <Field label="Started before" className="min-w-0 flex-1">
          <Input
            type="date"
            value={dayOf(search.to === undefined ? undefined : search.to - 1)}
            onChange={(event) => change({ to: startOf(event.target.value, 1) })}
          />
        </Field>
        {filtered && (
          <Button variant="plain" icon={X} onClick={() => onChange({})}>
            Clear
          </Button>
        )}
      </div>
    </div>
  );
}
