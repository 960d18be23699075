import { Page } from "../../kit";

export function AgentsPage() {
  return <Page title="Agents">{null}</Page>;
}
