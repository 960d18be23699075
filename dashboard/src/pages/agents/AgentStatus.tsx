import { Badge } from "../../kit";

export function AgentStatus({ active }: { active: boolean }) {
  return active ? <Badge variant="good">Active</Badge> : <Badge>Inactive</Badge>;
}
