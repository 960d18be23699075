import { useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useState } from "react";
import { get } from "../../api/call";
import { keys, projectPath } from "../../api/keys";
import { useList } from "../../api/list";
import type { User } from "../../api/types";
import { SearchSelect, useDebounced } from "../../kit";
import { userName } from "../../shared/users/user";

export interface UserSelectProps {
  projectId: string;
  value: string | undefined;
  onChange: (user: string | undefined) => void;
  /** Opens the conversation whose ID was pasted. */
  onOpen: (interaction: string) => void;
}

const ALL = "Search users, or paste a conversation ID";

/** The search box: one user, all users, or a conversation by its ID. */
export function UserSelect({ projectId, value, onChange, onOpen }: UserSelectProps) {
  const [query, setQuery] = useState("");
  const [typed, setTyped] = useDebounced(query, setQuery);
  const found = useList<User>(projectId, "/users", { query: { query: query || undefined }, limit: 20 });
  const path = `/users/${encodeURIComponent(value ?? "")}`;
  const chosen = useQuery({
    queryKey: keys.of(projectId, path),
    queryFn: ({ signal }) => get<User>(projectPath(projectId, path), {}, signal),
    enabled: value !== undefined,
  }).data;
  const users = chosen && !found.items.some(({ id }) => id === chosen.id) && !typed ? [chosen] : [];
  return (
    <SearchSelect
      value={value ?? ""}
      label="Search conversations"
      className="flex-1"
      icon={Search}
      onChange={(picked) => (picked.startsWith("int_") ? onOpen(picked) : onChange(picked || undefined))}
      options={[
        ...(typed || value === undefined ? [] : [{ value: "", label: "All users" }]),
        ...(/^int_\w+$/.test(typed.trim())
          ? [{ value: typed.trim(), label: typed.trim(), hint: "Open this conversation" }]
          : []),
        ...[...users, ...found.items].map((user) => ({
          value: user.id,
          label: userName(user),
          hint: user.live_mode ? user.external_id : `${user.external_id} · test user`,
        })),
      ]}
      placeholder={value === undefined ? ALL : (chosen && userName(chosen)) || value}
      onSearch={setTyped}
      loading={found.isFetching || typed.trim() !== query}
    />
  );
}
