import { useSyncExternalStore } from "react";
import type { VersionedConfig } from "../../../api/types";
import type { Config } from "./change";

/** A configuration that was edited and is not saved. */
export interface Unsaved {
  /** The version that was edited. */
  base: VersionedConfig;
  edited: Config;
}

// Beside the pages: an agent's page and the playground edit the same.
const all = new Map<string, Unsaved>();
const listeners = new Set<() => void>();

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What is not saved of an agent. It is gone when the browser's tab is. */
export function useUnsaved(agent: string): [unsaved: Unsaved | undefined, set: (unsaved: Unsaved | undefined) => void] {
  const unsaved = useSyncExternalStore(subscribe, () => all.get(agent));
  return [unsaved, (next) => setUnsaved(agent, next)];
}

export function setUnsaved(agent: string, unsaved: Unsaved | undefined) {
  if (unsaved) all.set(agent, unsaved);
  else all.delete(agent);
  for (const listener of [...listeners]) listener();
}
