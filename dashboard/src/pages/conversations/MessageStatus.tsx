import { CircleAlert, EyeOff, Square } from "lucide-react";
import type { MonitoredMessage } from "../../api/types";
import { Badge, Spinner } from "../../kit";

/** Badges for messages that are not simply complete. */
export function MessageStatus({ message: { status, listed, finish_reason } }: { message: MonitoredMessage }) {
  return (
    <>
      {status === "in_progress" && (
        <Badge variant="accent">
          <Spinner className="size-3" />
          In progress
        </Badge>
      )}
      {status === "cancelled" && (
        <Badge variant="warn" title="Stopped before it was complete. The text so far was kept.">
          <Square aria-hidden size={10} />
          Stopped
        </Badge>
      )}
      {status === "failed" && (
        <Badge variant="bad">
          <CircleAlert aria-hidden size={12} />
          Failed
        </Badge>
      )}
      {status === "completed" && (finish_reason === "length" || finish_reason === "content_filter") && (
        <Badge variant="warn">Cut off</Badge>
      )}
      {!listed && status !== "in_progress" && (
        <Badge title="The reply has no text, so the user’s conversation does not include it.">
          <EyeOff aria-hidden size={12} />
          Not shown to user
        </Badge>
      )}
    </>
  );
}
