import { Page } from "../../kit";

export function ConversationsPage() {
  return <Page title="Conversations">{null}</Page>;
}
