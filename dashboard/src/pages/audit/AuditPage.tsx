import { Page } from "../../kit";

export function AuditPage() {
  return <Page title="Audit log">{null}</Page>;
}
