import { Pencil, UserPlus } from "lucide-react";
import { useState } from "react";
import { useList } from "../../api/list";
import type { User } from "../../api/types";
import { Field, IconButton, SearchSelect, useDebounced } from "../../kit";
import { userName } from "../../shared/users/user";
import { TestUserDialog } from "./TestUserDialog";

export interface TestUserSelectProps {
  projectId: string;
  user: User | undefined;
  onChange: (user: User) => void;
}

/** Selects the test user; test users can be created and edited here. */
export function TestUserSelect({ projectId, user, onChange }: TestUserSelectProps) {
  const [query, setQuery] = useState("");
  const [typed, setTyped] = useDebounced(query, setQuery);
  const [editing, setEditing] = useState<User | "new" | null>(null);
  const found = useList<User>(projectId, "/users", {
    query: { query: query || undefined, live_mode: false },
    limit: 20,
  });
  const others = found.items.filter(({ id }) => id !== user?.id);
  const shown = user && !typed ? [user, ...others] : found.items;
  return (
    <div className="flex min-w-0 items-end gap-1">
      <Field label="Test user" className="min-w-0 flex-1">
        <SearchSelect
          label="Test user"
          value={user?.id ?? ""}
          onChange={(id) => {
            const chosen = shown.find((each) => each.id === id);
            if (chosen) onChange(chosen);
          }}
          onSearch={setTyped}
          loading={found.isPending || typed.trim() !== query}
          options={shown.map((each) => ({ value: each.id, label: userName(each), hint: each.external_id }))}
          placeholder="Select a test user…"
          empty="No matching test users"
        />
      </Field>
      <div className="flex h-8.5 items-center max-sm:h-11">
        <IconButton icon={Pencil} label="Edit test user" disabled={!user} onClick={() => setEditing(user ?? null)} />
        <IconButton icon={UserPlus} label="New test user" onClick={() => setEditing("new")} />
      </div>
      <TestUserDialog projectId={projectId} user={editing} onClose={() => setEditing(null)} onSaved={onChange} />
    </div>
  );
}
