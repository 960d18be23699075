import { queryOptions, useQuery } from "@tanstack/react-query";
import { get } from "./call";
import { queries } from "./client";
import { keys } from "./keys";
import type { Member, Session } from "./types";

export const sessionQuery = queryOptions({
  queryKey: keys.session,
  queryFn: ({ signal }) => get<Session>("/session", {}, signal),
  staleTime: 60_000,
});

export function useSession() {
  return useQuery(sessionQuery);
}

/** Who is logged in. Only for pages that are shown to members. */
export function useMember(): Member {
  const { data } = useSession();
  if (!data?.member) throw new Error("This page is for members.");
  return data.member;
}

/** Takes over a session that the server has just begun or ended: nothing of the one before is shown. */
export function changeSession(session: Session) {
  queries.clear();
  queries.setQueryData(keys.session, session);
}
