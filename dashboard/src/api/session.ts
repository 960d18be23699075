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

/** Provided by `MemberLayout`. */
export const MemberContext = createContext<Member | null>(null);

/** Returns the signed-in member. Only for pages below `MemberLayout`. */
export function useMember(): Member {
  const member = useContext(MemberContext);
  if (!member) throw new Error("useMember is used outside MemberLayout");
  return member;
}

/** Stores a session that was just started or ended, and drops all data of the previous one. */
export function changeSession(session: Session) {
  queries.setQueryData(keys.session, session);
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.session[0] });
}
