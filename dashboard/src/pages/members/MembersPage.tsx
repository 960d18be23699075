import { Page } from "../../kit";

export function MembersPage() {
  return <Page title="Members">{null}</Page>;
}
