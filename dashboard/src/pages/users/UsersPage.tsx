import { Page } from "../../kit";

export function UsersPage() {
  return <Page title="Users">{null}</Page>;
}
