import { MessageText } from "@proficient/react";
import { useEffect, useRef, useState } from "react";
import { sentence } from "../../api/call";
import type { MonitoredMessage } from "../../api/types";
import { useChatTheme } from "../../shell/chatTheme";
import { useLiveReply } from "./useLiveReply";

/** What was said. Users write plain text, agents Markdown, as in the chat component. */
export function MessageBody({ projectId, message }: { projectId: string; message: MonitoredMessage }) {
  const text = useLiveReply(projectId, message);
  if (!text) {
    if (message.error) return <p className="text-bad">{sentence(new Error(message.error.message))}</p>;
    return (
      <p className="text-soft">
        {message.status === "in_progress" ? "Nothing is written yet." : "Nothing was written."}
      </p>
    );
  }
  return (
    <>
      {message.sent_by === "user" ? (
        <p dir="auto" className="text-[0.9375rem] whitespace-pre-wrap">
          {text}
        </p>
      ) : (
        <Formatted text={text} />
      )}
      {message.error && <p className="mt-1 text-bad">It broke off. {sentence(new Error(message.error.message))}</p>}
    </>
  );
}

/** Markdown, once it is nearly in view: a thousand messages are as quickly there as ten, and can all be searched. */
function Formatted({ text }: { text: string }) {
  const theme = useChatTheme();
  const place = useRef<HTMLDivElement>(null);
  const near = useNear(place);
  return (
    <div ref={place}>
      {near ? (
        <MessageText text={text} theme={theme} />
      ) : (
        <p dir="auto" className="text-[0.9375rem] whitespace-pre-wrap">
          {text}
        </p>
      )}
    </div>
  );
}

const waiting = new WeakMap<Element, () => void>();
let observer: IntersectionObserver | undefined;

/** Whether something has been nearly in view. */
function useNear(place: React.RefObject<HTMLElement | null>): boolean {
  const [near, setNear] = useState(false);
  useEffect(() => {
    const element = place.current;
    if (near || !element) return;
    observer ??= new IntersectionObserver(
      (entries) => {
        for (const { isIntersecting, target } of entries) if (isIntersecting) waiting.get(target)?.();
      },
      { rootMargin: "1200px 0px" },
    );
    const one = observer;
    waiting.set(element, () => setNear(true));
    one.observe(element);
    return () => one.unobserve(element);
  }, [near, place]);
  return near;
}
