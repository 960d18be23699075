import { queryOptions, useQuery } from "@tanstack/react-query";
import { createContext, useContext } from "react";
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

/** Set by the layout around the pages for members. */
export const MemberContext = createContext<Member | null>(null);

/** Who is logged in. Only for pages that are shown to members. */
export function useMember(): Member {
  const member = useContext(MemberContext);
  if (!member) throw new Error("This page is for members.");
  return member;
}

/** Takes over a session that the server has just begun or ended: nothing of the one before is shown. */
export function changeSession(session: Session) {
  queries.setQueryData(keys.session, session);
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.session[0] });
}
