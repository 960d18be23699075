import type { Message, MessagePart } from "@proficient/client";
import type { ReactNode } from "react";
import { Markdown } from "../markdown/Markdown.js";
import { Reasoning } from "./Reasoning.js";
import { ToolCall } from "./ToolCall.js";
import { TypingDots } from "./TypingDots.js";

/** What an agent's message consists of, in order. Parts of unknown types are left out. */
export function MessageParts({ message }: { message: Message }): ReactNode {
  const parts = message.parts.filter(isShown);
  const isWriting = message.status === "in_progress";
  const showPart = (part: MessagePart, index: number) => {
    switch (part.type) {
      case "text":
        return <Markdown key={index} text={part.text} isGrowing={isWriting && index === parts.length - 1} />;
      case "reasoning":
        return <Reasoning key={index} part={part} isRunning={isWriting && index === parts.length - 1} />;
      case "tool_call":
        return <ToolCall key={index} call={part} />;
      default:
        return null;
    }
  };
  return (
    <>
      {parts.map(showPart)}
      {isWriting && !showsProgress(parts.at(-1)) && <TypingDots />}
    </>
  );
}

const isShown = (part: MessagePart): boolean =>
  part.type === "tool_call" || ((part.type === "text" || part.type === "reasoning") && part.text !== "");

/** Returns whether a part that is last shows that the reply goes on. */
const showsProgress = (last: MessagePart | undefined): boolean =>
  last?.type === "text" || last?.type === "reasoning" || (last?.type === "tool_call" && last.state === "running");
