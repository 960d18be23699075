import { Bot, ChevronLeft, ChevronRight, Link2, UserRound } from "lucide-react";
import { memo, type ReactNode } from "react";
import type { InteractionRow, MonitoredMessage } from "../../api/types";
import { CopyButton, cx, IconButton, Time } from "../../kit";
import { userName } from "../../shared/users/user";
import { MessageBody } from "./MessageBody";
import { MessageDetails } from "./MessageDetails";
import { MessageStatus } from "./MessageStatus";

export interface MessageItemProps {
  projectId: string;
  row: InteractionRow;
  message: MonitoredMessage;
  siblings: readonly MonitoredMessage[];
  asides: readonly MonitoredMessage[];
  /** The message in the URL. */
  target: string;
  onShow: (id: string) => void;
}

/** One message with its details, followed by replies that the user did not see. */
export const MessageItem = memo(Item, (before, after) => {
  // Each update creates new `siblings` and `asides` arrays, which rarely differ in content.
  const same =
    before.row === after.row &&
    before.message === after.message &&
    before.onShow === after.onShow &&
    sameItems(before.siblings, after.siblings) &&
    sameItems(before.asides, after.asides);
  return same && (before.target === after.target || !(isTargeted(before) || isTargeted(after)));
});

function sameItems<T>(before: readonly T[], after: readonly T[]): boolean {
  return before.length === after.length && before.every((each, at) => each === after[at]);
}

function isTargeted({ message, asides, target }: MessageItemProps): boolean {
  return message.id === target || asides.some(({ id }) => id === target);
}

function Item({ projectId, row, message, siblings, asides, target, onShow }: MessageItemProps) {
  const place = siblings.indexOf(message);
  const go = (by: number) => {
    const other = siblings[place + by];
    if (other) onShow(other.id);
  };
  return (
    <>
      <Row projectId={projectId} row={row} message={message} isTarget={message.id === target}>
        {siblings.length > 1 && (
          <span className="flex items-center text-xs text-soft tabular-nums">
            <IconButton icon={ChevronLeft} label="Previous branch" onClick={() => go(-1)} disabled={place === 0} />
            <span>
              <span className="sr-only">Branch </span>
              {place + 1} / {siblings.length}
            </span>
            <IconButton
              icon={ChevronRight}
              label="Next branch"
              onClick={() => go(1)}
              disabled={place === siblings.length - 1}
            />
          </span>
        )}
      </Row>
      {asides.map((aside) => (
        <Row key={aside.id} projectId={projectId} row={row} message={aside} isTarget={aside.id === target} />
      ))}
    </>
  );
}

interface RowProps {
  projectId: string;
  row: InteractionRow;
  message: MonitoredMessage;
  isTarget: boolean;
  children?: ReactNode;
}

function Row({ projectId, row, message, isTarget, children }: RowProps) {
  const isUser = message.sent_by === "user";
  const Icon = isUser ? UserRound : Bot;
  const link = `${location.origin}${location.pathname}#${message.id}`;
  return (
    <li
      id={message.id}
      className={cx(
        "scroll-mt-16 px-4 py-3.5 sm:flex sm:gap-3 lg:scroll-mt-4",
        isTarget && "bg-accent-wash/50 shadow-[inset_3px_0_var(--accent)]",
        !message.listed && "bg-sunken",
      )}
    >
      <span
        aria-hidden
        className={cx(
          "hidden size-7 shrink-0 items-center justify-center rounded-full sm:flex",
          isUser ? "bg-hover text-soft" : "bg-accent-wash text-accent-text",
        )}
      >
        <Icon size={15} />
      </span>
      <div className="min-w-0 flex-1">
        <div className="mb-1 flex min-h-7 flex-wrap items-center gap-x-2 gap-y-1">
          <span className="min-w-0 font-semibold">{isUser ? userName(row.user) : row.agent_name || "Agent"}</span>
          <span className="text-sm text-soft">
            <Time at={message.created_at} />
          </span>
          <MessageStatus message={message} />
          <span className="ml-auto flex items-center">
            {children}
            {message.content && <CopyButton text={message.content} label="Copy text" />}
            <CopyButton text={link} label="Copy link to message" icon={Link2} />
          </span>
        </div>
        <MessageBody projectId={projectId} message={message} />
        {!isUser && <MessageDetails projectId={projectId} message={message} />}
      </div>
    </li>
  );
}
