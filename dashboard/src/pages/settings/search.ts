import { oneOf } from "../../shell/searchParams";

const SETTINGS_TABS = ["general", "keys", "hmac", "origins", "connections"] as const;
export type SettingsTab = (typeof SETTINGS_TABS)[number];

export function settingsSearch(search: Record<string, unknown>): { tab?: SettingsTab | undefined } {
  return { tab: oneOf(search.tab, SETTINGS_TABS) };
}
