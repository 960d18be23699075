import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { excess, sends, useGrowing } from "./Composer.js";
import { useWords } from "./words.js";

/** Where a message that was sent is written anew. */
export function EditBox(props: {
  content: string;
  sendOnEnter: boolean;
  send(content: string): void;
  cancel(): void;
}): ReactNode {
  const words = useWords();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(props.content);
  useGrowing(field, text);
  useEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(-1, -1);
  }, []);
  const canSend = text.trim() !== "" && excess(text) === 0;
  const send = () => canSend && props.send(text);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape" && !event.nativeEvent.isComposing) {
      event.stopPropagation();
      props.cancel();
    }
    if (!sends(event, props.sendOnEnter)) return;
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
        aria-label={words("editLabel")}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div>
        <button type="button" className="pf-button" onClick={props.cancel}>
          {words("cancel")}
        </button>
        <button type="button" className="pf-button pf-primary" onClick={send} disabled={!canSend}>
          {words("saveAndSend")}
        </button>
      </div>
    </div>
  );
}
