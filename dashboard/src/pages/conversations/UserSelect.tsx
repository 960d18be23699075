import { useQuery } from "@tanstack/react-query";
import { User } from "lucide-react";
import { useState } from "react";
import { get } from "../../api/call";
import { keys, projectPath } from "../../api/keys";
import { useList } from "../../api/list";
import type { User as UserObject } from "../../api/types";
import { SearchSelect, useDebounced } from "../../kit";
import { userName } from "../../shared/users/user";

export interface UserSelectProps {
  projectId: string;
  value: string | undefined;
  onChange: (user: string | undefined) => void;
}

/** Selects one user, or all of them. */
export function UserSelect({ projectId, value, onChange }: UserSelectProps) {
  const [query, setQuery] = useState("");
  const [typed, setTyped] = useDebounced(query, setQuery);
  const found = useList<UserObject>(projectId, "/users", { query: { query: query || undefined }, limit: 20 });
  const path = `/users/${encodeURIComponent(value ?? "")}`;
  const chosen = useQuery({
    queryKey: keys.of(projectId, path),
    queryFn: ({ signal }) => get<UserObject>(projectPath(projectId, path), {}, signal),
    enabled: value !== undefined,
  }).data;
  const users = chosen && !found.items.some(({ id }) => id === chosen.id) && !typed ? [chosen] : [];
  return (
    <SearchSelect
      value={value ?? ""}
      label="User"
      className="w-full sm:w-56"
      icon={User}
      onChange={(picked) => onChange(picked || undefined)}
      options={[
        ...(typed || value === undefined ? [] : [{ value: "", label: "All users" }]),
        ...[...users, ...found.items].map((user) => ({
          value: user.id,
          label: userName(user),
          hint: user.live_mode ? user.external_id : `${user.external_id} · test user`,
        })),
      ]}
      placeholder={value === undefined ? "All users" : (chosen && userName(chosen)) || value}
      onSearch={setTyped}
      loading={found.isFetching || typed.trim() !== query}
    />
  );
}
