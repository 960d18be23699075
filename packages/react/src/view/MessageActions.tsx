import { type ReactNode, useRef } from "react";
import type { Step } from "../store/messageTree.js";
import { CopyButton } from "../ui/CopyButton.js";
import { IconButton } from "../ui/IconButton.js";
import { EditIcon, NextIcon, PreviousIcon, RegenerateIcon, ThumbDownIcon, ThumbUpIcon } from "../ui/icons.js";
import { Time } from "../ui/Time.js";
import { useDates, useTranslate } from "../ui/translation.js";
import { useDraft } from "./drafts.js";
import { FeedbackForm } from "./FeedbackForm.js";

/** What the buttons of a message can do. */
export interface MessageCommands {
  choose(id: string): void;
  ask(id: string): void;
  edit(id: string, content: string): void;
  rate(id: string, rating: "up" | "down", comment?: string): Promise<boolean>;
}

/** The buttons below a message, and its time. */
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
  const t = useTranslate();
  const dates = useDates();
  const { message, siblings } = step;
  const { id, parentId, feedback } = message;
  const isUserMessage = message.sentBy === "user";
  // Not that of another version, which the row may show next.
  const [comment, setComment] = useDraft("comments", id);
  const [field, thumbDown] = [useRef<HTMLTextAreaElement>(null), useRef<HTMLButtonElement>(null)];
  const focus = (element: { current: HTMLElement | null }) => requestAnimationFrame(() => element.current?.focus());
  const ratingButton = (rating: "up" | "down") => (
    <IconButton
      ref={rating === "down" ? thumbDown : undefined}
      label={t(rating === "up" ? "goodReply" : "badReply")}
      aria-pressed={feedback?.rating === rating}
      onClick={() => {
        const asksWhy = rating === "down" && feedback?.rating !== "down";
        setComment(asksWhy ? (comment ?? "") : undefined);
        if (asksWhy) focus(field);
        commands.rate(id, rating);
      }}
    >
      {rating === "up" ? <ThumbUpIcon /> : <ThumbDownIcon />}
    </IconButton>
  );
  return (
    <>
      <div className={`pf-actions ${siblings.length > 1 || feedback ? "pf-stay" : ""}`}>
        {siblings.length > 1 && <BranchSwitcher step={step} choose={commands.choose} />}
        <CopyButton label={t("copy")} text={() => message.content} />
        {isUserMessage && (
          <IconButton label={t("edit")} onClick={edit} disabled={!canAct}>
            <EditIcon />
          </IconButton>
        )}
        {!isUserMessage && parentId !== null && (
          <IconButton label={t("askAgain")} onClick={() => commands.ask(parentId)} disabled={!canAct}>
            <RegenerateIcon />
          </IconButton>
        )}
        {!isUserMessage && ratingButton("up")}
        {!isUserMessage && ratingButton("down")}
        <Time at={message.createdAt}>{dates.time(message.createdAt)}</Time>
      </div>
      {comment !== undefined && (
        <FeedbackForm
          key={id}
          field={field}
          comment={comment}
          setComment={setComment}
          send={(text) => commands.rate(id, "down", text)}
          close={() => {
            setComment(undefined);
            focus(thumbDown);
          }}
        />
      )}
    </>
  );
}

/** Switches between sibling messages, and so between branches. */
function BranchSwitcher({ step, choose }: { step: Step; choose(id: string): void }): ReactNode {
  const t = useTranslate();
  const { position, siblings } = step;
  const [previous, next] = [siblings[position - 1], siblings[position + 1]];
  return (
    <span className="pf-fork">
      <IconButton label={t("previousVersion")} aria-disabled={!previous} onClick={() => previous && choose(previous)}>
        <PreviousIcon />
      </IconButton>
      <span>{t("version", { position: position + 1, count: siblings.length })}</span>
      <IconButton label={t("nextVersion")} aria-disabled={!next} onClick={() => next && choose(next)}>
        <NextIcon />
      </IconButton>
    </span>
  );
}
