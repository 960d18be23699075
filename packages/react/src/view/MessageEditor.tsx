import { type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";
import { useTranslate } from "../ui/translation.js";
import { excessCharacters, isSendKey, useAutoHeight } from "./textField.js";

/** Edits a sent message in place. */
export function MessageEditor(props: {
  text: string;
  setText(text: string): void;
  sendOnEnter: boolean;
  send(): void;
  cancel(): void;
}): ReactNode {
  const t = useTranslate();
  const field = useRef<HTMLTextAreaElement>(null);
  const { text, setText } = props;
  useAutoHeight(field, text);
  useEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(-1, -1);
  }, []);
  const canSend = text.trim() !== "" && excessCharacters(text) === 0;
  const send = () => canSend && props.send();
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape" && !event.nativeEvent.isComposing) {
      event.stopPropagation();
      props.cancel();
    }
    if (!isSendKey(event, props.sendOnEnter)) return;
    event.preventDefault();
    send();
  };
  return (
    <div className="pf-edit">
      <textarea
        ref={field}
        className="pf-field"
        dir="auto"
        value={text}
        aria-label={t("editLabel")}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div>
        <button type="button" className="pf-button" onClick={props.cancel}>
          {t("cancel")}
        </button>
        <button type="button" className="pf-button pf-primary" onClick={send} disabled={!canSend}>
          {t("saveAndSend")}
        </button>
      </div>
    </div>
  );
}
