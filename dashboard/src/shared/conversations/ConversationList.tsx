import { Link } from "@tanstack/react-router";
import { CircleAlert, ThumbsDown, ThumbsUp } from "lucide-react";
import type { InteractionRow } from "../../api/types";
import { Badge, cx, plural, Time } from "../../kit";
import { TestBadge, userName } from "../users/user";

export interface ConversationListProps {
  projectId: string;
  rows: readonly InteractionRow[];
  /** Hides the user, when all conversations belong to the same one. */
  hideUser?: boolean;
  /** Layout for narrow containers. */
  compact?: boolean;
}

/** A list of conversations. */
export function ConversationList({ projectId, rows, hideUser, compact }: ConversationListProps) {
  return (
    <ul className="divide-y divide-line" aria-label="Conversations">
      {rows.map((row) => (
        <li key={row.id}>
          <Link
            to="/p/$projectId/conversations/$interactionId"
            params={{ projectId, interactionId: row.id }}
            className="flex min-h-14 flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5 -outline-offset-2 transition-colors hover:bg-sunken"
          >
            <span className={cx("min-w-0 basis-full", !compact && "sm:flex-1 sm:basis-56")}>
              <span dir="auto" className="block truncate text-left font-medium">
                {titleOf(row)}
              </span>
              <span className="flex min-w-0 gap-1.5 text-sm text-soft">
                {!hideUser && (
                  <>
                    <span className="truncate">{userName(row.user)}</span>
                    <span aria-hidden>·</span>
                  </>
                )}
                <span className="truncate">{row.agent_name || "Unnamed agent"}</span>
                <span aria-hidden>·</span>
                <span className="shrink-0">{plural(row.total_message_count, "message")}</span>
              </span>
              {row.found && <Excerpt parts={row.found.excerpt} />}
            </span>
            <ConversationBadges row={row} />
            <span className={cx("text-sm text-soft", !compact && "sm:w-28 sm:text-right")}>
              <Time at={row.updated_at} />
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** Text around what was searched for. */
function Excerpt({ parts }: { parts: NonNullable<InteractionRow["found"]>["excerpt"] }) {
  return (
    <span dir="auto" className="mt-1 line-clamp-2 text-left text-sm text-soft">
      {parts.map(({ text, is_hit }, at) =>
        is_hit ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts have no identity and never move.
          <mark key={at} className="rounded-xs bg-warn-wash font-medium text-text">
            {text}
          </mark>
        ) : (
          text
        ),
      )}
    </span>
  );
}

/** Returns the name of a conversation, or the start of its first message. */
export function titleOf(row: InteractionRow): string {
  return row.name || row.preview.replace(/\s+/g, " ").trim().slice(0, 160) || "No messages yet";
}

/** Badges: archived, test user, failures, ratings. */
export function ConversationBadges({ row }: { row: InteractionRow }) {
  return (
    <span className="flex flex-wrap gap-1.5 empty:hidden">
      {row.archived && <Badge>Archived</Badge>}
      <TestBadge user={row.user} />
      {row.failed_count > 0 && (
        <Badge variant="bad" title="Failed replies">
          <CircleAlert aria-hidden size={12} />
          {row.failed_count} failed
        </Badge>
      )}
      {row.up_count > 0 && (
        <Badge variant="good" title="Replies rated up">
          <ThumbsUp aria-hidden size={12} />
          {row.up_count}
          <span className="sr-only"> rated up</span>
        </Badge>
      )}
      {row.down_count > 0 && (
        <Badge variant="warn" title="Replies rated down">
          <ThumbsDown aria-hidden size={12} />
          {row.down_count}
          <span className="sr-only"> rated down</span>
        </Badge>
      )}
    </span>
  );
}
