import { CircleAlert, EyeOff, Square } from "lucide-react";
import type { MonitoredMessage } from "../../api/types";
import { Badge, Spinner } from "../../kit";

/** What became of a message, where it is more than that it was said. */
export function MessageStatus({ message: { status, listed } }: { message: MonitoredMessage }) {
  return (
    <>
      {status === "in_progress" && (
        <Badge look="accent">
          <Spinner className="size-3" />
          Being written
        </Badge>
      )}
      {status === "cancelled" && (
        <Badge look="warn" title="Somebody stopped it. What was written so far is kept.">
          <Square aria-hidden size={10} />
          Stopped
        </Badge>
      )}
      {status === "failed" && (
        <Badge look="bad">
          <CircleAlert aria-hidden size={12} />
          Failed
        </Badge>
      )}
      {!listed && status !== "in_progress" && (
        <Badge title="Nothing of it was written, so it is not in the conversation that the user sees.">
          <EyeOff aria-hidden size={12} />
          The user did not see this
        </Badge>
      )}
    </>
  );
}
