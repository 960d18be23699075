import type { MessagePart, ToolCallState } from "@proficient/client";
import type { ReactNode } from "react";
import { ToolIcon } from "../ui/icons.js";
import type { Strings } from "../ui/strings.js";
import { useTranslate } from "../ui/translation.js";

const STATES: Record<ToolCallState, keyof Strings> = {
  running: "toolRunning",
  waiting: "toolWaiting",
  done: "toolDone",
  failed: "toolFailed",
  denied: "toolDenied",
};

/** A line that says which tool the agent uses, and how far that is. */
export function ToolCall({ call }: { call: Extract<MessagePart, { type: "tool_call" }> }): ReactNode {
  const t = useTranslate();
  return (
    <p className="pf-tool" data-state={call.state}>
      <ToolIcon />
      <span>{t(STATES[call.state] ?? "toolDone", { title: call.title || call.name })}</span>
    </p>
  );
}
