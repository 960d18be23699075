import type { KeyboardEvent, ReactNode, RefObject } from "react";
import { IconButton } from "../ui/IconButton.js";
import { SendIcon, StopIcon } from "../ui/icons.js";
import { useTranslate } from "../ui/translation.js";
import { useSlots } from "./slots.js";
import { excessCharacters, isSendKey, useAutoHeight } from "./textField.js";

/** The message field with its send or stop button. */
export function Composer({
  field,
  text,
  setText,
  send,
  stop,
  isBusy,
  disabled,
  sendOnEnter,
  placeholder,
}: {
  field: RefObject<HTMLTextAreaElement | null>;
  text: string;
  setText(text: string): void;
  send(): void;
  /** Stops the reply in progress, if there is one. */
  stop: (() => void) | undefined;
  isBusy: boolean;
  disabled: boolean;
  sendOnEnter: boolean;
  placeholder: string;
}): ReactNode {
  const t = useTranslate();
  useAutoHeight(field, text);
  const excess = excessCharacters(text);
  const canSend = !disabled && !isBusy && excess === 0 && text.trim() !== "";
  const onKeyDown = (event: KeyboardEvent) => {
    if (!isSendKey(event, sendOnEnter)) return;
    event.preventDefault();
    if (canSend) send();
  };
  const { Composer: Slot } = useSlots();
  const view = (
    <form
      className="pf-composer"
      onSubmit={(event) => {
        event.preventDefault();
        if (canSend) send();
      }}
    >
      <div className="pf-composer-box">
        <textarea
          ref={field}
          rows={1}
          dir="auto"
          value={text}
          disabled={disabled}
          placeholder={placeholder}
          aria-label={t("messageLabel")}
          aria-invalid={excess > 0}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
        />
        {stop ? (
          <IconButton label={t("stop")} className="pf-round" onClick={stop}>
            <StopIcon />
          </IconButton>
        ) : (
          <IconButton label={t("send")} className="pf-round" type="submit" disabled={!canSend}>
            <SendIcon />
          </IconButton>
        )}
      </div>
      {excess > 0 && (
        <p className="pf-over" role="alert">
          {t("tooLong", { count: excess })}
        </p>
      )}
    </form>
  );
  if (!Slot) return view;
  const sendIfPossible = () => canSend && send();
  return (
    <Slot
      text={text}
      setText={setText}
      send={sendIfPossible}
      canSend={canSend}
      stop={stop}
      disabled={disabled}
      placeholder={placeholder}
      field={field}
      defaultView={view}
    />
  );
}
