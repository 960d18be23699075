import type { User } from "../../api/types";
import { Badge } from "../../kit";

/** Returns the user's name, or the external ID if there is no name. */
export function userName(user: User): string {
  return [user.first_name, user.last_name].filter((part) => part.trim()).join(" ") || user.external_id;
}

/** Marks test users. */
export function TestBadge({ user }: { user: User }) {
  return user.live_mode ? null : (
    <Badge variant="warn" title="Test users are excluded from analytics by default.">
      Test
    </Badge>
  );
}
