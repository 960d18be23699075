import { type ReactNode, type RefObject, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { UseInteraction } from "../hooks/hooks.js";
import { Dots, type MessageCommands, MessageRow } from "./MessageRow.js";
import { ProblemNote } from "./Problem.js";
import { useWords } from "./words.js";

/** So many messages are shown at once, and so many more each time the reader wants earlier ones. */
const PAGE = 40;

/** The visible branch, and below it what is on its way. */
export function MessageList({
  box,
  conversation,
  canAct,
  sendOnEnter,
  takeBack,
}: {
  /** What the list is scrolled in. */
  box: RefObject<HTMLElement | null>;
  conversation: UseInteraction;
  canAct: boolean;
  sendOnEnter: boolean;
  takeBack(): void;
}): ReactNode {
  const words = useWords();
  const { path, outgoing, asking, problems, choose, ask, edit, rate, resend } = conversation;
  const commands = useMemo<MessageCommands>(() => ({ choose, ask, edit, rate }), [choose, ask, edit, rate]);
  const [shown, setShown] = useState(PAGE);
  const hidden = Math.max(0, path.length - shown);
  const showEarlier = useKeepPlace(box, () => setShown(shown + PAGE));

  // What is sent or asked stands below its parent, in the place of the branch that is there so far.
  const parent = outgoing ? outgoing.parentId : asking;
  const cut = parent === undefined ? -1 : path.findIndex(({ message }) => message.id === parent);
  const steps = parent === undefined ? path : path.slice(0, cut + 1);
  return (
    <>
      {hidden > 0 && (
        <button type="button" className="pf-more" onClick={showEarlier}>
          {words("earlier")}
        </button>
      )}
      <ol className="pf-messages" aria-label={words("messages")}>
        {steps.slice(hidden).map((step, index, { length }) => (
          <MessageRow
            // By its place, not its ID: going to another branch must not take the focus away.
            key={step.message.parentId ?? ""}
            step={step}
            canAct={canAct}
            isUnanswered={step.message.sentBy === "user" && index === length - 1 && !outgoing && !asking}
            problem={problems[step.message.id]}
            sendOnEnter={sendOnEnter}
            commands={commands}
          />
        ))}
        {outgoing && (
          <li className="pf-message pf-user" data-status={outgoing.problem ? "unsent" : "sending"}>
            <div className="pf-body" dir="auto">
              <p className="pf-plain">{outgoing.content}</p>
            </div>
            {outgoing.problem ? (
              <ProblemNote problem={outgoing.problem} lead={words("notSent")}>
                <button type="button" className="pf-button" onClick={resend}>
                  {words("retry")}
                </button>
                <button type="button" className="pf-button" onClick={takeBack}>
                  {words("takeBack")}
                </button>
              </ProblemNote>
            ) : (
              <p className="pf-hint">{words("sending")}</p>
            )}
          </li>
        )}
        {asking && (
          <li className="pf-message pf-agent" data-status="asked">
            <div className="pf-body">
              <Dots />
            </div>
          </li>
        )}
      </ol>
    </>
  );
}

/** Does something that puts more above what is in view, without moving that. */
function useKeepPlace(box: RefObject<HTMLElement | null>, change: () => void): () => void {
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
