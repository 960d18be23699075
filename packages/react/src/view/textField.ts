// What the composer and the message editor have in common.
import { type KeyboardEvent, type RefObject, useLayoutEffect } from "react";

/** Maximum length of a message in characters. */
const MAX_LENGTH = 32_768;

/** Returns by how many characters a text exceeds the limit. */
export const excessCharacters = (text: string): number =>
  text.length <= MAX_LENGTH ? 0 : Math.max(0, [...text].length - MAX_LENGTH);

/** Returns whether a key press sends the message, rather than inserting a line break or ending an IME composition. */
export function isSendKey(event: KeyboardEvent, sendOnEnter: boolean): boolean {
  // In Safari, the Enter that ends a composition has key code 229.
  if (event.key !== "Enter" || event.nativeEvent.isComposing || event.keyCode === 229) return false;
  return sendOnEnter ? !event.shiftKey && !event.altKey : event.ctrlKey || event.metaKey;
}

/** Grows a field with its text, up to the maximum height set by the stylesheet. */
export function useAutoHeight(field: RefObject<HTMLTextAreaElement | null>, text: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height depends on the text.
  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${element.scrollHeight + element.offsetHeight - element.clientHeight}px`;
  }, [field, text]);
}
