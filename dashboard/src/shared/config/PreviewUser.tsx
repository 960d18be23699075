import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { get } from "../../api/call";
import { keys, projectPath } from "../../api/keys";
import { useList } from "../../api/list";
import type { User } from "../../api/types";
import { Field, SearchSelect, useDebounced } from "../../kit";
import { userName } from "../users/user";

export interface PreviewUserProps {
  projectId: string;
  value: string;
  onChange: (user: string) => void;
}

/** Selects the user for template previews. */
export function PreviewUser({ projectId, value, onChange }: PreviewUserProps) {
  const [query, setQuery] = useState("");
  const [typed, setTyped] = useDebounced(query, setQuery);
  const found = useList<User>(projectId, "/users", { query: { query: query || undefined }, limit: 20 });
  const path = `/users/${encodeURIComponent(value)}`;
  const chosen = useQuery({
    queryKey: keys.of(projectId, path),
    queryFn: ({ signal }) => get<User>(projectPath(projectId, path), {}, signal),
    enabled: value !== "",
  }).data;
  const others = found.items.filter(({ id }) => id !== chosen?.id);
  const users = chosen && !typed ? [chosen, ...others] : found.items;
  return (
    <Field label="Preview as">
      <SearchSelect
        label="Preview as"
        value={value || "example"}
        onChange={(user) => onChange(user === "example" ? "" : user)}
        onSearch={setTyped}
        loading={found.isPending || typed.trim() !== query}
        options={[
          ...(typed ? [] : [{ value: "example", label: "Ada Lovelace", hint: "Example user" }]),
          ...users.map((user) => ({
            value: user.id,
            label: userName(user),
            hint: user.live_mode ? user.external_id : `${user.external_id} · test user`,
          })),
        ]}
        empty="No matching users"
      />
    </Field>
  );
}
