import { useEffect, useSyncExternalStore } from "react";
import type { Store } from "../store/store.js";

/** Returns the state of a store, and runs the store while the component is mounted. */
export function useStore<State extends object>(store: Store<State> & { start?(): () => void }): State {
  useEffect(() => store.start?.(), [store]);
  return useSyncExternalStore(store.subscribe, store.get, store.get);
}
