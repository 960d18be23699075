import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { useTranslate } from "../ui/translation.js";

/** Maximum number of characters of a comment. */
const COMMENT_LENGTH = 4_096;

/** Asks what was wrong with a reply. The rating itself is stored already. */
export function FeedbackForm({ send, close }: { send(comment: string): void; close(): void }): ReactNode {
  const t = useTranslate();
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [comment, setComment] = useState("");
  useEffect(() => field.current?.focus(), []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (comment.trim() !== "") send(comment.trim());
    close();
  };
  return (
    <form className="pf-feedback" onSubmit={submit}>
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
        <button type="submit" className="pf-button pf-primary">
          {t("feedbackSend")}
        </button>
      </div>
    </form>
  );
}
