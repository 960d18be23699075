import { type ReactNode, useEffect, useRef, useState } from "react";
import type { UseInteraction } from "../hooks/hooks.js";
import { useWords } from "./words.js";

/** So much of a reply is read out; the rest can be read in its place. */
const LONGEST = 2_000;

/** Tells screen readers that the agent writes, and then what it wrote: once, not word by word. */
export function Announcer({ conversation }: { conversation: UseInteraction }): ReactNode {
  const words = useWords();
  const [text, setText] = useState("");
  const written = useRef<string>(undefined);
  const { writing, asking, messages } = conversation;
  const isBusy = writing !== undefined || asking !== undefined;
  useEffect(() => {
    if (isBusy) setText(words("typing"));
    if (writing) written.current = writing.id;
    if (isBusy || written.current === undefined) return;
    const reply = messages.find(({ id }) => id === written.current);
    written.current = undefined;
    setText(reply ? words("said", { text: reply.content.slice(0, LONGEST) }) : "");
  }, [isBusy, writing, messages, words]);
  return (
    <p className="pf-hidden" role="status" aria-live="polite">
      {text}
    </p>
  );
}
