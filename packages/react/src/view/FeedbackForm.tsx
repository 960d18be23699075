import { type FormEvent, type KeyboardEvent, type ReactNode, type Ref, useId, useState } from "react";
import { useTranslate } from "../ui/translation.js";

/** Maximum number of characters of a comment. */
const COMMENT_LENGTH = 4_096;

/** Asks what was wrong with a reply. The rating itself is stored already. */
export function FeedbackForm({
  field,
  comment,
  setComment,
  send,
  close,
}: {
  field: Ref<HTMLTextAreaElement>;
  comment: string;
  setComment(comment: string): void;
  /** Returns whether the comment was stored. */
  send(comment: string): Promise<boolean>;
  close(): void;
}): ReactNode {
  const t = useTranslate();
  const id = useId();
  const [isSending, setSending] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (isSending) return;
    setSending(true);
    const isDone = comment.trim() === "" || (await send(comment.trim()));
    setSending(false);
    if (isDone) close();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.nativeEvent.isComposing) return;
    event.stopPropagation(); // it would close the widget
    close();
  };
  return (
    <form className="pf-feedback" onSubmit={submit} onKeyDown={onKeyDown}>
      <label htmlFor={id} dir="auto">
        {t("feedbackQuestion")}
      </label>
      <textarea
        ref={field}
        id={id}
        className="pf-field"
        rows={2}
        dir="auto"
        maxLength={COMMENT_LENGTH}
        value={comment}
        onChange={(event) => setComment(event.target.value)}
      />
      <div>
        <button type="button" className="pf-button" onClick={close}>
          {t("cancel")}
        </button>
        <button type="submit" className="pf-button pf-primary" aria-disabled={isSending}>
          {t("feedbackSend")}
        </button>
      </div>
    </form>
  );
}
