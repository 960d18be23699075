import type { ReactNode } from "react";
import type { Step } from "../store/tree.js";
import { CopyButton } from "./CopyButton.js";
import { IconButton } from "./IconButton.js";
import { AgainIcon, DownIcon, EditIcon, NextIcon, PreviousIcon, UpIcon } from "./icons.js";
import type { MessageCommands } from "./MessageRow.js";
import { useWords } from "./words.js";

/** The row of buttons below a message. */
export function MessageActions({
  step,
  canAct,
  commands,
  edit,
}: {
  step: Step;
  canAct: boolean;
  commands: MessageCommands;
  edit(): void;
}): ReactNode {
  const words = useWords();
  const { message, siblings } = step;
  const { id, parentId, feedback } = message;
  const isOurs = message.sentBy === "user";
  const thumb = (rating: "up" | "down") => (
    <IconButton
      label={words(rating === "up" ? "goodReply" : "badReply")}
      aria-pressed={feedback?.rating === rating}
      onClick={() => commands.rate(id, rating)}
    >
      {rating === "up" ? <UpIcon /> : <DownIcon />}
    </IconButton>
  );
  return (
    <div className={`pf-actions ${siblings.length > 1 || feedback ? "pf-stay" : ""}`}>
      {siblings.length > 1 && <Fork step={step} choose={commands.choose} />}
      <CopyButton label={words("copy")} text={() => message.content} />
      {isOurs && (
        <IconButton label={words("edit")} onClick={edit} disabled={!canAct}>
          <EditIcon />
        </IconButton>
      )}
      {!isOurs && parentId !== null && (
        <IconButton label={words("askAgain")} onClick={() => commands.ask(parentId)} disabled={!canAct}>
          <AgainIcon />
        </IconButton>
      )}
      {!isOurs && thumb("up")}
      {!isOurs && thumb("down")}
    </div>
  );
}

/** Goes from one branch to the other where there are several. */
function Fork({ step, choose }: { step: Step; choose(id: string): void }): ReactNode {
  const words = useWords();
  const { position, siblings } = step;
  const [previous, next] = [siblings[position - 1], siblings[position + 1]];
  return (
    <span className="pf-fork">
      <IconButton
        label={words("previousVersion")}
        aria-disabled={!previous}
        onClick={() => previous && choose(previous)}
      >
        <PreviousIcon />
      </IconButton>
      <span>{words("version", { position: position + 1, count: siblings.length })}</span>
      <IconButton label={words("nextVersion")} aria-disabled={!next} onClick={() => next && choose(next)}>
        <NextIcon />
      </IconButton>
    </span>
  );
}
