import type { VersionedConfig } from "../../api/types";
import { UnsavedStore, useUnsavedIn } from "../agents/unsavedStore";
import type { Config } from "./change";

/** An edited, unsaved configuration. */
export interface Unsaved {
  /** The version that was edited. */
  base: VersionedConfig;
  edited: Config;
}

const store = new UnsavedStore<Unsaved>();

/** Returns a member's unsaved configuration of an agent, and a function that changes it. */
export function useUnsaved(agent: string) {
  return useUnsavedIn(store, agent);
}
