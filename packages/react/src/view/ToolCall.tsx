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

/** A line that names the tool that the agent uses, and says how the call is going. */
export function ToolCall({ call }: { call: Extract<MessagePart, { type: "tool_call" }> }): ReactNode {
  const t = useTranslate();
  return (
    <p className="pf-tool" data-state={call.state}>
      <ToolIcon />
      <span>{t(STATES[call.state] ?? "toolDone", { title: call.title || call.name })}</span>
    </p>
  );
}
