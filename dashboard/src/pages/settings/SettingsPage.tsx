import { Page } from "../../kit";

export function SettingsPage() {
  return <Page title="Settings">{null}</Page>;
}
