import { MessageText } from "@proficient/react";
import { Scissors } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { MessagePart, MonitoredMessage } from "../../api/types";
import { FailureNote } from "../../shared/messages/FailureNote";
import { cutReason } from "../../shared/messages/outcome";
import { Reasoning } from "../../shared/messages/Reasoning";
import { ToolCall } from "../../shared/messages/ToolCall";
import { useChatTheme } from "../../shell/chatTheme";
import { useLiveReply } from "./useLiveReply";

/** What a message consists of, and how it ended. Text is plain for users and Markdown for agents, as in the chat. */
export function MessageBody({ projectId, message }: { projectId: string; message: MonitoredMessage }) {
  const parts = useLiveReply(projectId, message).filter((part) => !("text" in part) || part.text !== "");
  const writing = message.status === "in_progress";
  const cut = cutReason(message);
  return (
    <>
      {parts.map((part, at) => (
        <Part
          // biome-ignore lint/suspicious/noArrayIndexKey: parts are never reordered
          key={at}
          part={part}
          isUser={message.sent_by === "user"}
          isRunning={writing && at === parts.length - 1}
        />
      ))}
      {parts.length === 0 && !message.error && (
        <p className="text-soft">{writing ? "Waiting for the first token…" : "No text"}</p>
      )}
      {cut && (
        <p className="mt-1 flex items-start gap-1.5 text-sm text-warn">
          <Scissors aria-hidden size={13} className="mt-1 shrink-0" />
          {cut}
        </p>
      )}
      <FailureNote projectId={projectId} message={message} />
    </>
  );
}

function Part({ part, isUser, isRunning }: { part: MessagePart; isUser: boolean; isRunning: boolean }) {
  if (part.type === "reasoning") return <Reasoning part={part} isRunning={isRunning} />;
  if (part.type === "tool_call") return <ToolCall call={part} />;
  // There may be other types in the future.
  if (part.type !== "text") return null;
  if (!isUser) return <Formatted text={part.text} />;
  return (
    <p dir="auto" className="text-[0.9375rem] whitespace-pre-wrap">
      {part.text}
    </p>
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
