import { memo, type ReactNode, useContext, useState } from "react";
import { Markdown } from "../markdown/Markdown.js";
import type { Problem } from "../store/problem.js";
import type { Step } from "../store/tree.js";
import { EditBox } from "./EditBox.js";
import { MessageActions } from "./MessageActions.js";
import { ProblemNote } from "./Problem.js";
import { useWords, VocabularyContext } from "./words.js";

export interface MessageCommands {
  choose(id: string): void;
  ask(id: string): void;
  edit(id: string, content: string): void;
  rate(id: string, rating: "up" | "down"): void;
}

export interface MessageRowProps {
  step: Step;
  /** Whether the user may say something now: the agent is active, and no reply is being written. */
  canAct: boolean;
  /** Whether this is a message of the user's that has no reply. */
  isUnanswered: boolean;
  problem: Problem | undefined;
  sendOnEnter: boolean;
  commands: MessageCommands;
}

/** One message with what can be done with it. Its step is another object at each rendering, but seldom another one. */
export const MessageRow = memo(MessageRowView, (before, after) => {
  const { step: a, ...x } = before;
  const { step: b, ...y } = after;
  const same = a.message === b.message && a.position === b.position && a.siblings.join() === b.siblings.join();
  return same && Object.entries(x).every(([name, value]) => value === y[name as keyof typeof y]);
});

function MessageRowView({ step, canAct, isUnanswered, problem, sendOnEnter, commands }: MessageRowProps): ReactNode {
  const words = useWords();
  const { name } = useContext(VocabularyContext);
  const [isEditing, setEditing] = useState(false);
  const { message } = step;
  const { id, content, status, sentBy } = message;
  const isOurs = sentBy === "user";
  if (isEditing && isOurs) {
    const send = (text: string) => {
      setEditing(false);
      commands.edit(id, text);
    };
    return (
      <li className="pf-message pf-user">
        <EditBox content={content} sendOnEnter={sendOnEnter} send={send} cancel={() => setEditing(false)} />
      </li>
    );
  }
  const askId = isOurs ? id : message.parentId;
  return (
    <li className={`pf-message pf-${sentBy}`} data-id={id} data-status={status}>
      <span className="pf-hidden">{isOurs ? words("you") : name}: </span>
      <div className="pf-body" dir="auto">
        {isOurs && <p className="pf-plain">{content}</p>}
        {!isOurs && content && <Markdown text={content} />}
        {!isOurs && !content && status === "in_progress" && <Dots />}
      </div>
      {status === "cancelled" && <p className="pf-hint">{words("stopped")}</p>}
      {status === "failed" && !problem && <p className="pf-hint">{words("brokeOff")}</p>}
      {problem && (
        <ProblemNote problem={problem} lead={words(isOurs ? "noReply" : "brokeOff")}>
          {askId && (
            <button type="button" className="pf-button" onClick={() => commands.ask(askId)} disabled={!canAct}>
              {words("retry")}
            </button>
          )}
        </ProblemNote>
      )}
      {isUnanswered && !problem && (
        <button type="button" className="pf-button pf-ask" onClick={() => commands.ask(id)} disabled={!canAct}>
          {words("ask")}
        </button>
      )}
      {status !== "in_progress" && (
        <MessageActions step={step} canAct={canAct} commands={commands} edit={() => setEditing(true)} />
      )}
    </li>
  );
}

/** The agent has not said a word yet. */
export const Dots = (): ReactNode => (
  <span className="pf-dots" aria-hidden="true">
    <i />
    <i />
    <i />
  </span>
);
