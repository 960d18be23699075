import { useQuery, useQueryClient } from "@tanstack/react-query";
import { get, post } from "../../api/call";
import { below, keys } from "../../api/keys";
import type { List, Member, User } from "../../api/types";

/** Each member's own test user, so that nobody finds somebody else's conversations. */
function externalIdOf(member: Member): string {
  return `playground-${member.id}`;
}

/** The test user that a member has without choosing one: made when they first come here. */
export function useOwnTestUser(project: string, member: Member, enabled: boolean) {
  const queries = useQueryClient();
  const externalId = externalIdOf(member);
  return useQuery({
    queryKey: ["playground user", project, externalId],
    queryFn: async () => {
      const query = { query: externalId, live_mode: false, limit: 20 };
      const find = async () =>
        (await get<List<User>>(below(project, "/users"), query)).data.find((user) => user.external_id === externalId);
      const found = await find();
      if (found) return found;
      const [first = "", ...others] = member.name.trim().split(/\s+/);
      const names = { first_name: first.slice(0, 256), last_name: others.join(" ").slice(0, 256) };
      const made = { external_id: externalId, ...names, live_mode: false };
      // Another tab may have been faster.
      const user = await post<User>(below(project, "/users"), made).catch(async (error: unknown) => {
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

/** A user, by their ID. */
export function useUser(project: string, id: string | undefined) {
  const path = `/users/${encodeURIComponent(id ?? "")}`;
  return useQuery({
    queryKey: keys.of(project, path),
    queryFn: ({ signal }) => get<User>(below(project, path), {}, signal),
    enabled: id !== undefined,
  });
}
