import { useQuery, useQueryClient } from "@tanstack/react-query";
import { get, post } from "../../api/call";
import { keys, projectPath } from "../../api/keys";
import type { List, Member, User } from "../../api/types";

/** Each member has their own test user, so that conversations do not mix. */
function externalIdOf(member: Member): string {
  return `playground-${member.id}`;
}

/** Returns the member's default test user, created on first use. */
export function useOwnTestUser(project: string, member: Member, enabled: boolean) {
  const queries = useQueryClient();
  const externalId = externalIdOf(member);
  return useQuery({
    queryKey: ["playground user", project, externalId],
    queryFn: async () => {
      const query = { query: externalId, live_mode: false, limit: 20 };
      const find = async () =>
        (await get<List<User>>(projectPath(project, "/users"), query)).data.find(
          (user) => user.external_id === externalId,
        );
      const found = await find();
      if (found) return found;
      const [first = "", ...others] = member.name.trim().split(/\s+/);
      const names = { first_name: first.slice(0, 256), last_name: others.join(" ").slice(0, 256) };
      const body = { external_id: externalId, ...names, live_mode: false };
      // Another tab may have created it first.
      const user = await post<User>(projectPath(project, "/users"), body).catch(async (error: unknown) => {
        const other = await find();
        if (other) return other;
        throw error;
      });
      void queries.invalidateQueries({ queryKey: keys.of(project, "/users") });
      return user;
    },
    enabled,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}

/** Loads a user by ID. */
export function useUser(project: string, id: string | undefined) {
  const path = `/users/${encodeURIComponent(id ?? "")}`;
  return useQuery({
    queryKey: keys.of(project, path),
    queryFn: ({ signal }) => get<User>(projectPath(project, path), {}, signal),
    enabled: id !== undefined,
  });
}
