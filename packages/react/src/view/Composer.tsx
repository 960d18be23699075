import { type KeyboardEvent, type ReactNode, type RefObject, useLayoutEffect } from "react";
import { IconButton } from "./IconButton.js";
import { SendIcon, StopIcon } from "./icons.js";
import { useWords } from "./words.js";

/** As many characters as a message may have. */
export const LONGEST = 32_768;

export const excess = (text: string): number => (text.length <= LONGEST ? 0 : Math.max(0, [...text].length - LONGEST));

/** Whether a key press means "send", and not a new line or the choice of a character. */
export function sends(event: KeyboardEvent, sendOnEnter: boolean): boolean {
  // 229 is what Safari says for the Enter that ends a composition.
  if (event.key !== "Enter" || event.nativeEvent.isComposing || event.keyCode === 229) return false;
  return sendOnEnter ? !event.shiftKey && !event.altKey : event.ctrlKey || event.metaKey;
}

/** A field that is as high as its text, up to a limit that the style sets. */
export function useGrowing(field: RefObject<HTMLTextAreaElement | null>, text: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text changes the height.
  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${element.scrollHeight + element.offsetHeight - element.clientHeight}px`;
  }, [field, text]);
}

/** Where the user writes. */
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
  /** Present while a reply is being written. */
  stop: (() => void) | undefined;
  isBusy: boolean;
  disabled: boolean;
  sendOnEnter: boolean;
  placeholder: string;
}): ReactNode {
  const words = useWords();
  useGrowing(field, text);
  const over = excess(text);
  const canSend = !disabled && !isBusy && over === 0 && text.trim() !== "";
  const onKeyDown = (event: KeyboardEvent) => {
    if (!sends(event, sendOnEnter)) return;
    event.preventDefault();
    if (canSend) send();
  };
  return (
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
          aria-label={words("messageLabel")}
          aria-invalid={over > 0}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
        />
        {stop ? (
          <IconButton label={words("stop")} className="pf-round" onClick={stop}>
            <StopIcon />
          </IconButton>
        ) : (
          <IconButton label={words("send")} className="pf-round" type="submit" disabled={!canSend}>
            <SendIcon />
          </IconButton>
        )}
      </div>
      {over > 0 && (
        <p className="pf-over" role="alert">
          {words("tooLong", { count: over })}
        </p>
      )}
    </form>
  );
}
