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

/**
 * Returns a member's unsaved configuration of an agent, which is lost when the tab closes, and a function that changes it.
 * That gets the latest one, which the caller may not have rendered yet.
 */
export function useUnsaved(
  agent: string,
): [unsaved: Unsaved | undefined, change: (next: (latest: Unsaved | undefined) => Unsaved | undefined) => void] {
  const key = `${useMember().id} ${agent}`;
  const unsaved = useSyncExternalStore(subscribe, () => all.get(key));
  function change(from: (latest: Unsaved | undefined) => Unsaved | undefined) {
    const next = from(all.get(key));
    if (next) all.set(key, next);
    else all.delete(key);
    for (const listener of [...listeners]) listener();
  }
  return [unsaved, change];
}
