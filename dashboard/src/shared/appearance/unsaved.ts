import { UnsavedStore, useUnsavedIn } from "../agents/unsavedStore";
import type { AppearanceForm } from "./appearance";

const store = new UnsavedStore<Partial<AppearanceForm>>();

/** Returns a member's unsaved changes to an agent's appearance, and a function that changes them. */
export function useUnsavedAppearance(agent: string) {
  return useUnsavedIn(store, agent);
}
