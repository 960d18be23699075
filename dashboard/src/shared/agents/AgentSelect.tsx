import { useList } from "../../api/list";
import type { AgentRow } from "../../api/types";
import { SearchSelect } from "../../kit";

export interface AgentSelectProps {
  projectId: string;
  value: string | undefined;
  onChange: (agent: string | undefined) => void;
}

/** Selects one agent or all agents. */
export function AgentSelect({ projectId, value, onChange }: AgentSelectProps) {
  const agents = useList<AgentRow>(projectId, "/agents", { limit: 100 });
  return (
    <SearchSelect
      value={value ?? ""}
      onChange={(agent) => onChange(agent || undefined)}
      options={[
        { value: "", label: "All agents" },
        ...agents.items.map(({ id, name, model }) => ({ value: id, label: name || "Unnamed agent", hint: model })),
      ]}
      placeholder="All agents"
    />
  );
}
