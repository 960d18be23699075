import { useEffect, useSyncExternalStore } from "react";
import type { Store } from "../store/store.js";

/** The state of a store, which works as long as this is on the page. */
export function useStore<State extends object>(store: Store<State> & { start?(): () => void }): State {
  useEffect(() => store.start?.(), [store]);
  return useSyncExternalStore(store.subscribe, store.get, store.get);
}
