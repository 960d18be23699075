import { type ReactNode, useEffect, useRef, useState } from "react";
import type { UseInteraction } from "../hooks/useInteraction.js";
import { useTranslate } from "../ui/translation.js";

/** How many characters of a reply are announced. Users can read the rest in the message itself. */
const MAX_LENGTH = 2_000;

/** Announces to screen readers that the agent is typing, and then the whole reply once, rather than word by word. */
export function Announcer({ conversation }: { conversation: UseInteraction }): ReactNode {
  const t = useTranslate();
  const [text, setText] = useState("");
  const replyId = useRef<string>(undefined);
  const { writing, asking, messages } = conversation;
  const isBusy = writing !== undefined || asking !== undefined;
  useEffect(() => {
    if (isBusy) setText(t("typing"));
    if (writing) replyId.current = writing.id;
    if (isBusy || replyId.current === undefined) return;
    const reply = messages.find(({ id }) => id === replyId.current);
    replyId.current = undefined;
    setText(reply ? t("said", { text: reply.content.slice(0, MAX_LENGTH) }) : "");
  }, [isBusy, writing, messages, t]);
  return (
    <p className="pf-hidden" role="status" aria-live="polite">
      {text}
    </p>
  );
}
