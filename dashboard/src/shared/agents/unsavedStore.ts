import { useSyncExternalStore } from "react";
import { useMember } from "../../api/session";

/**
 * Members' unsaved changes to something of an agent, which are lost when the browser's tab closes. Stores are module
 * state: pages share them, and they are kept when the session ends.
 */
export class UnsavedStore<T> {
  readonly #all = new Map<string, T>();
  readonly #listeners = new Set<() => void>();

  subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get(key: string): T | undefined {
    return this.#all.get(key);
  }

  set(key: string, value: T | undefined) {
    if (value) this.#all.set(key, value);
    else this.#all.delete(key);
    for (const listener of [...this.#listeners]) listener();
  }
}

/**
 * Returns the member's unsaved changes to an agent, and a function that changes them. That gets the latest ones, which
 * the caller may not have rendered yet.
 */
export function useUnsavedIn<T>(
  store: UnsavedStore<T>,
  agent: string,
): [unsaved: T | undefined, change: (next: (latest: T | undefined) => T | undefined) => void] {
  const key = `${useMember().id} ${agent}`;
  const unsaved = useSyncExternalStore(store.subscribe, () => store.get(key));
  return [unsaved, (next) => store.set(key, next(store.get(key)))];
}
