import { useSyncExternalStore } from "react";
import { useMember } from "../../api/session";
import type { VersionedConfig } from "../../api/types";
import type { Config } from "./change";

/** A configuration that was edited and is not saved. */
export interface Unsaved {
  /** The version that was edited. */
  base: VersionedConfig;
  edited: Config;
}

// Beside the pages: an agent's page and the playground edit the same, and it outlives a session that has ended.
const all = new Map<string, Unsaved>();
const listeners = new Set<() => void>();

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What a member has not saved of an agent. It is gone when the browser's tab is. */
export function useUnsaved(agent: string): [unsaved: Unsaved | undefined, set: (unsaved: Unsaved | undefined) => void] {
  const key = `${useMember().id} ${agent}`;
  const unsaved = useSyncExternalStore(subscribe, () => all.get(key));
  function set(next: Unsaved | undefined) {
    if (next) all.set(key, next);
    else all.delete(key);
    for (const listener of [...listeners]) listener();
  }
  return [unsaved, set];
}
