import { X } from "lucide-react";
import { useList } from "../../api/list";
import type { ProjectMember, SecretKey } from "../../api/types";
import { Button, dayOf, Field, Input, SearchSelect, Select, startOf } from "../../kit";
import type { AuditSearch } from "./search";

/** Action prefixes and their labels. */
const TARGETS = [
  { value: "", label: "All events" },
  { value: "project.", label: "Project" },
  { value: "hmac.", label: "HMAC" },
  { value: "key.", label: "Secret keys" },
  { value: "connection.", label: "Connections" },
  { value: "member.", label: "Members" },
  { value: "invitation.", label: "Invitations" },
  { value: "agent.", label: "Agents" },
  { value: "user.", label: "Users" },
  { value: "interaction.", label: "Conversations" },
  { value: "audit.", label: "Audit log" },
];

export interface AuditFiltersProps {
  projectId: string;
  search: AuditSearch;
  onChange: (search: AuditSearch) => void;
}

export function AuditFilters({ projectId, search, onChange }: AuditFiltersProps) {
  const members = useList<ProjectMember>(projectId, "/members", { limit: 100 });
  const secretKeys = useList<SecretKey>(projectId, "/keys", { limit: 100 });
  const actors = [
    { value: "", label: "Anyone" },
    ...members.items.map(({ id, name, email }) => ({ value: id, label: name, hint: email, group: "Members" })),
    ...secretKeys.items.map(({ id, name, prefix }) => ({
      value: id,
      label: name,
      hint: `${prefix}…`,
      group: "Secret keys",
    })),
  ];
  const targets = TARGETS.some(({ value }) => value === (search.action ?? ""))
    ? TARGETS
    : [...TARGETS, { value: search.action ?? "", label: search.action ?? "" }];
  const filtered = Object.values(search).some((value) => value !== undefined);
  return (
    <div className="mb-4 grid grid-cols-2 items-end gap-3 md:grid-cols-[repeat(4,minmax(0,1fr))_auto]">
      <Field label="Actor">
        <SearchSelect
          value={search.actor ?? ""}
          onChange={(actor) => onChange({ ...search, actor: actor || undefined })}
          options={actors}
          placeholder="Anyone"
        />
      </Field>
      <Field label="Event">
        <Select
          value={search.action ?? ""}
          onChange={(action) => onChange({ ...search, action: action || undefined })}
          options={targets}
        />
      </Field>
      <Field label="From">
        <Input
          type="date"
          value={dayOf(search.from)}
          onChange={(event) => onChange({ ...search, from: startOf(event.target.value) })}
        />
      </Field>
      <Field label="To">
        <Input
          type="date"
          value={dayOf(search.to === undefined ? undefined : search.to - 1)}
          onChange={(event) => onChange({ ...search, to: startOf(event.target.value, 1) })}
        />
      </Field>
      {filtered && (
        <Button variant="plain" icon={X} onClick={() => onChange({})}>
          Clear
        </Button>
      )}
    </div>
  );
}
