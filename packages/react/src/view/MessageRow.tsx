import { memo, type ReactNode, useContext } from "react";
import type { Step } from "../store/messageTree.js";
import type { Problem } from "../store/problem.js";
import { TranslationContext, useTranslate } from "../ui/translation.js";
import { useDraft } from "./drafts.js";
import { MessageActions, type MessageCommands } from "./MessageActions.js";
import { MessageEditor } from "./MessageEditor.js";
import { MessageParts } from "./MessageParts.js";
import { ProblemNote } from "./ProblemNote.js";
import { useSlots } from "./slots.js";

export interface MessageRowProps {
  step: Step;
  /** Whether the user can write now: the agent is active and no reply is in progress. */
  canAct: boolean;
  /** Whether this is a user message without a reply. */
  isUnanswered: boolean;
  problem: Problem | undefined;
  /** Why the rating was not stored. */
  ratingProblem: Problem | undefined;
  sendOnEnter: boolean;
  commands: MessageCommands;
}

/** A message with its actions. `step` is a new object on each render but rarely differs, hence the custom comparison. */
export const MessageRow = memo(MessageRowView, (before, after) => {
  const { step: a, ...propsBefore } = before;
  const { step: b, ...propsAfter } = after;
  const sameStep = a.message === b.message && a.position === b.position && a.siblings.join() === b.siblings.join();
  return (
    sameStep &&
    Object.entries(propsBefore).every(([name, value]) => value === propsAfter[name as keyof typeof propsAfter])
  );
});

function MessageRowView(props: MessageRowProps): ReactNode {
  const { step, canAct, isUnanswered, problem, ratingProblem, sendOnEnter, commands } = props;
  const t = useTranslate();
  const { name } = useContext(TranslationContext);
  const { message } = step;
  const { id, content, status, sentBy, finishReason } = message;
  const [edited, setEdited] = useDraft("edits", id);
  const { Message, renderMessage } = useSlots();
  const isUserMessage = sentBy === "user";
  if (edited !== undefined && isUserMessage) {
    const send = () => {
      setEdited(undefined);
      commands.edit(id, edited);
    };
    return (
      <li className="pf-message pf-user">
        <MessageEditor
          text={edited}
          setText={setEdited}
          sendOnEnter={sendOnEnter}
          send={send}
          cancel={() => setEdited(undefined)}
        />
      </li>
    );
  }
  const askId = isUserMessage ? id : message.parentId;
  const bubble = isUserMessage ? <p className="pf-plain">{content}</p> : <MessageParts message={message} />;
  const view = (
    <>
      <span className="pf-hidden">{isUserMessage ? t("you") : name}: </span>
      <div className="pf-body" dir="auto">
        {renderMessage ? renderMessage(message, bubble) : bubble}
      </div>
      {finishReason === "length" && <p className="pf-hint">{t("cutByLength")}</p>}
      {finishReason === "content_filter" && <p className="pf-hint">{t("cutByFilter")}</p>}
      {status === "cancelled" && <p className="pf-hint">{t("stopped")}</p>}
      {status === "failed" && !problem && <p className="pf-hint">{t("brokeOff")}</p>}
      {problem && (
        <ProblemNote problem={problem} lead={t(isUserMessage ? "noReply" : "brokeOff")}>
          {askId && (
            <button type="button" className="pf-button" onClick={() => commands.ask(askId)} disabled={!canAct}>
              {t("retry")}
            </button>
          )}
        </ProblemNote>
      )}
      {isUnanswered && !problem && (
        <button type="button" className="pf-button pf-ask" onClick={() => commands.ask(id)} disabled={!canAct}>
          {t("ask")}
        </button>
      )}
      {status !== "in_progress" && (
        <MessageActions step={step} canAct={canAct} commands={commands} edit={() => setEdited(content)} />
      )}
      {ratingProblem && <ProblemNote problem={ratingProblem} lead={t("feedbackNotSaved")} />}
    </>
  );
  return (
    <li className={`pf-message pf-${sentBy}`} data-id={id} data-status={status}>
      {Message ? (
        <Message
          message={message}
          isWriting={status === "in_progress"}
          canAct={canAct}
          edit={() => canAct && isUserMessage && setEdited(content)}
          ask={() => canAct && askId && commands.ask(askId)}
          rate={(rating, comment) => commands.rate(id, rating, comment)}
          defaultView={view}
        />
      ) : (
        view
      )}
    </li>
  );
}
