import { useNavigate } from "@tanstack/react-router";
import { ListFilter } from "lucide-react";
import { useState } from "react";
import { useList } from "../../api/list";
import type { AgentRow } from "../../api/types";
import { Button, cx, dayOf, Field, FilterChip, Input, SearchField, startOf } from "../../kit";
import { RANGES, rangeOf, startOfRange } from "./dates";
import type { ConversationsSearch } from "./search";
import { UserSelect } from "./UserSelect";

export interface ConversationFiltersProps {
  projectId: string;
  search: ConversationsSearch;
  onChange: (search: ConversationsSearch) => void;
}

/** A conversation's ID, which leads to it. */
const ID = /^int_\w{36}$/;

const USERS = [
  { value: "", label: "Live users" },
  { value: "test", label: "Test users" },
  { value: "all", label: "All users" },
];

const REPLIES = [
  { value: "", label: "All replies" },
  { value: "failed", label: "Failed" },
  { value: "up", label: "Rated up" },
  { value: "down", label: "Rated down" },
  { value: "failed up", label: "Failed and rated up" },
  { value: "failed down", label: "Failed and rated down" },
];

/** A search box and a row of filters; on phones the row is shown on demand. */
export function ConversationFilters({ projectId, search, onChange }: ConversationFiltersProps) {
  const [isOpen, setOpen] = useState(false);
  const [now] = useState(Date.now);
  const range = rangeOf(search.from, search.to, now);
  const [isCustom, setCustom] = useState(range === "custom");
  const navigate = useNavigate();
  const agents = useList<AgentRow>(projectId, "/agents", { limit: 100 });
  const { user, agent, rating, failed, users, from, to } = search;
  const active = [user, agent, rating ?? failed, users, from ?? to].filter((value) => value !== undefined).length;
  const change = (part: ConversationsSearch) => onChange({ ...search, ...part });
  return (
    <div className="mb-4 flex flex-col gap-3">
      <div className="flex gap-2">
        <SearchField
          className="min-w-0 flex-1"
          label="Search conversations"
          placeholder="Search messages and names, or paste an ID"
          value={search.query ?? ""}
          onChange={(query) =>
            ID.test(query)
              ? navigate({
                  to: "/p/$projectId/conversations/$interactionId",
                  params: { projectId, interactionId: query },
                })
              : change({ query: query || undefined })
          }
        />
        <Button icon={ListFilter} className="sm:hidden" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {active > 0 ? `Filters (${active})` : "Filters"}
        </Button>
      </div>
      <fieldset aria-label="Filters" className={cx("flex-wrap items-center gap-2", isOpen ? "flex" : "hidden sm:flex")}>
        <UserSelect projectId={projectId} value={search.user} onChange={(user) => change({ user })} />
        <FilterChip
          name="Agent"
          value={search.agent ?? ""}
          options={[
            { value: "", label: "All agents" },
            ...agents.items.map(({ id, name }) => ({ value: id, label: name || "Unnamed agent" })),
          ]}
          onChange={(agent) => change({ agent: agent || undefined })}
        />
        <FilterChip
          name="Replies"
          value={[search.failed && "failed", search.rating].filter(Boolean).join(" ")}
          options={REPLIES}
          onChange={(next) =>
            change({
              failed: next.includes("failed") || undefined,
              rating: next.endsWith("up") ? "up" : next.endsWith("down") ? "down" : undefined,
            })
          }
        />
        <FilterChip
          name="Date"
          value={isCustom ? "custom" : range}
          options={[{ value: "", label: "Any time" }, ...RANGES, { value: "custom", label: "Custom…" }]}
          onChange={(next) => {
            setCustom(next === "custom");
            if (next !== "custom") change({ from: next ? startOfRange(Number(next), now) : undefined, to: undefined });
          }}
        />
        <FilterChip
          name="Users"
          value={search.users ?? ""}
          options={USERS}
          onChange={(users) => change({ users: (users || undefined) as ConversationsSearch["users"] })}
        />
      </fieldset>
      {isCustom && (
        <div className={cx("flex-wrap gap-3", isOpen ? "flex" : "hidden sm:flex")}>
          <Field label="Started after">
            <Input
              type="date"
              value={dayOf(search.from)}
              onChange={(event) => change({ from: startOf(event.target.value) })}
            />
          </Field>
          <Field label="Started before">
            <Input
              type="date"
              value={dayOf(search.to === undefined ? undefined : search.to - 1)}
              onChange={(event) => change({ to: startOf(event.target.value, 1) })}
            />
          </Field>
        </div>
      )}
    </div>
  );
}
