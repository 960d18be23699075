import { Fragment, type ReactNode, type RefObject, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { UseInteraction } from "../hooks/useInteraction.js";
import { useTranslate } from "../ui/translation.js";
import { DaySeparator } from "./DaySeparator.js";
import type { MessageCommands } from "./MessageActions.js";
import { MessageRow } from "./MessageRow.js";
import { ProblemNote } from "./ProblemNote.js";
import { TypingDots } from "./TypingDots.js";
import { useNow } from "./useNow.js";

/** How many messages are rendered at first, and how many more for each click on "Show earlier messages". */
const PAGE_SIZE = 40;

/** The visible branch, followed by the message being sent or the reply being created. */
export function MessageList({
  box,
  conversation,
  canAct,
  sendOnEnter,
  editUnsent,
}: {
  /** The scroll container. */
  box: RefObject<HTMLElement | null>;
  conversation: UseInteraction;
  canAct: boolean;
  sendOnEnter: boolean;
  editUnsent(): void;
}): ReactNode {
  const t = useTranslate();
  const { path, outgoing, asking, problems, ratingProblems, choose, ask, edit, rate, resend } = conversation;
  const commands = useMemo<MessageCommands>(() => ({ choose, ask, edit, rate }), [choose, ask, edit, rate]);
  const [visibleCount, setVisibleCount] = useState(PAGE_SIZE);
  const hidden = Math.max(0, path.length - visibleCount);
  const showEarlier = useKeepScrollPosition(box, () => setVisibleCount(visibleCount + PAGE_SIZE));

  // A message being sent or a reply being created replaces the branch that is below its parent so far.
  const parent = outgoing ? outgoing.parentId : asking;
  const parentIndex = parent === undefined ? -1 : path.findIndex(({ message }) => message.id === parent);
  const steps = parent === undefined ? path : path.slice(0, parentIndex + 1);
  const visible = steps.slice(hidden);
  const now = useNow();
  return (
    <>
      {hidden > 0 && (
        <button type="button" className="pf-more" onClick={showEarlier}>
          {t("earlier")}
        </button>
      )}
      <ol className="pf-messages" aria-label={t("messages")}>
        {visible.map((step, index, { length }) => (
          // Keyed by position rather than ID, so that switching branches keeps the focus.
          <Fragment key={step.message.parentId ?? ""}>
            <DaySeparator at={step.message.createdAt} before={visible[index - 1]?.message.createdAt} now={now} />
            <MessageRow
              step={step}
              canAct={canAct}
              isUnanswered={step.message.sentBy === "user" && index === length - 1 && !outgoing && !asking}
              problem={problems[step.message.id]}
              ratingProblem={ratingProblems[step.message.id]}
              sendOnEnter={sendOnEnter}
              commands={commands}
            />
          </Fragment>
        ))}
        {outgoing && <DaySeparator at={now} before={visible.at(-1)?.message.createdAt} now={now} />}
        {outgoing && (
          <li className="pf-message pf-user" data-status={outgoing.problem ? "unsent" : "sending"}>
            <div className="pf-body" dir="auto">
              <p className="pf-plain">{outgoing.content}</p>
            </div>
            {outgoing.problem ? (
              <ProblemNote problem={outgoing.problem} lead={t("notSent")}>
                <button type="button" className="pf-button" onClick={resend}>
                  {t("retry")}
                </button>
                <button type="button" className="pf-button" onClick={editUnsent}>
                  {t("takeBack")}
                </button>
              </ProblemNote>
            ) : (
              <p className="pf-hint">{t("sending")}</p>
            )}
          </li>
        )}
        {asking && (
          <li className="pf-message pf-agent" data-status="asked">
            <div className="pf-body">
              <TypingDots />
            </div>
          </li>
        )}
      </ol>
    </>
  );
}

/** Returns a function that adds content above the visible part and keeps the scroll position. */
function useKeepScrollPosition(box: RefObject<HTMLElement | null>, change: () => void): () => void {
  const before = useRef<number>(undefined);
  useLayoutEffect(() => {
    if (!box.current || before.current === undefined) return;
    box.current.scrollTop += box.current.scrollHeight - before.current;
    before.current = undefined;
  });
  return () => {
    before.current = box.current?.scrollHeight;
    change();
  };
}
