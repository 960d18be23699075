import type { User } from "../../api/types";
import { Badge } from "../../kit";

/** What a user is called: by name, else by the ID that the app gave. */
export function nameOf(user: User): string {
  return [user.first_name, user.last_name].filter((part) => part.trim()).join(" ") || user.external_id;
}

/** For users that are nobody but a developer's. */
export function TestBadge({ user }: { user: User }) {
  return user.live_mode ? null : (
    <Badge look="warn" title="A test user: left out of the figures, unless they are asked for.">
      Test
    </Badge>
  );
}
