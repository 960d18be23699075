import { useSyncExternalStore } from "react";
import { useMember } from "../../api/session";
import type { VersionedConfig } from "../../api/types";
import type { Config } from "./change";

/** An edited, unsaved configuration. */
export interface Unsaved {
  /** The version that was edited. */
  base: VersionedConfig;
  edited: Config;
}

// Module state: shared by the agent page and the playground, and kept when the session ends.
const all = new Map<string, Unsaved>();
const listeners = new Set<() => void>();

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Returns a member's unsaved configuration of an agent. It is lost when the tab closes. */
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
