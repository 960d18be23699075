import { MessageText } from "@proficient/react";
import { useEffect, useRef, useState } from "react";
import { sentence } from "../../api/call";
import type { MonitoredMessage } from "../../api/types";
import { useChatTheme } from "../../shell/chatTheme";
import { useLiveReply } from "./useLiveReply";

/** The text of a message: plain for users, Markdown for agents, as in the chat component. */
export function MessageBody({ projectId, message }: { projectId: string; message: MonitoredMessage }) {
  const text = useLiveReply(projectId, message);
  if (!text) {
    if (message.error) return <p className="text-bad">{sentence(new Error(message.error.message))}</p>;
    return <p className="text-soft">{message.status === "in_progress" ? "Waiting for the first token…" : "No text"}</p>;
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
      {message.error && (
        <p className="mt-1 text-bad">The reply was interrupted. {sentence(new Error(message.error.message))}</p>
      )}
    </>
  );
}

/** Renders Markdown only near the viewport, so that long conversations open quickly and stay searchable. */
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

/** Returns whether an element has been near the viewport. */
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
