import { useMemo } from "react";
import { type InteractionsState, InteractionsStore } from "../store/interactions.js";
import { useSession } from "./ProficientProvider.js";
import { useStore } from "./useStore.js";

/** The return value of `useInteractions`. */
export type UseInteractions = InteractionsState &
  Pick<
    InteractionsStore,
    | "load"
    | "loadMore"
    | "loadUpTo"
    | "noteActivity"
    | "add"
    | "create"
    | "suggestName"
    | "rename"
    | "archive"
    | "remove"
    | "dismissProblem"
  >;

/** Returns the user's interactions with an agent, and the actions on them. */
export function useInteractions(agentId: string): UseInteractions {
  const session = useSession();
  const store = useMemo(() => new InteractionsStore(session, agentId), [session, agentId]);
  const { load, loadMore, loadUpTo, noteActivity, add, create, suggestName, rename, archive, remove } = store;
  const actions = { load, loadMore, loadUpTo, noteActivity, add, create, suggestName, rename, archive, remove };
  return { ...useStore(store), ...actions, dismissProblem: store.dismissProblem };
}
