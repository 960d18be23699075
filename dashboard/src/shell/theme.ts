import { useSyncExternalStore } from "react";
import { storage } from "../api/storage";

export type ThemeChoice = "system" | "light" | "dark";

const STORED = "proficient.theme";
const system = matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();

function chosen(): ThemeChoice {
  const stored = storage.get(STORED);
  return stored === "light" || stored === "dark" ? stored : "system";
}

/** Does the same as `initialTheme.js` does before the first paint. */
function apply() {
  const choice = chosen();
  const dark = choice === "dark" || (choice === "system" && system.matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  for (const listener of listeners) listener();
}

export function setTheme(choice: ThemeChoice) {
  if (choice === "system") storage.remove(STORED);
  else storage.set(STORED, choice);
  apply();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Returns the member's choice. */
export function useThemeChoice(): ThemeChoice {
  return useSyncExternalStore(subscribe, chosen);
}

/** Returns the theme in effect, for components with their own colors: editors, charts, the chat. */
export function useTheme(): "light" | "dark" {
  return useSyncExternalStore(subscribe, () => (document.documentElement.dataset.theme === "dark" ? "dark" : "light"));
}

system.addEventListener("change", apply);
// Follow changes made in another tab.
addEventListener("storage", (event) => event.key === STORED && apply());
