import type { MessagePart } from "@proficient/client";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { NextIcon } from "../ui/icons.js";
import { useTranslate } from "../ui/translation.js";

/** What the model thought, collapsed. */
export function Reasoning({
  part: { text, durationMs },
  isRunning,
}: {
  part: Extract<MessagePart, { type: "reasoning" }>;
  isRunning: boolean;
}): ReactNode {
  const t = useTranslate();
  const observed = useObservedDuration(isRunning);
  const seconds = Math.round((durationMs ?? observed) / 1000);
  const label = isRunning ? t("thinking") : seconds > 0 ? t("thoughtFor", { seconds }) : t("thought");
  return (
    <details className="pf-thought">
      <summary>
        <NextIcon />
        {label}
      </summary>
      <p className="pf-plain">{text}</p>
    </details>
  );
}

/** Returns how many milliseconds something has been seen running. The server reports this only when the reply ends. */
function useObservedDuration(isRunning: boolean): number {
  const start = useRef(Date.now());
  const [duration, setDuration] = useState(0);
  const wasRunning = useRef(isRunning);
  useEffect(() => {
    if (wasRunning.current && !isRunning) setDuration(Date.now() - start.current);
    wasRunning.current = isRunning;
  }, [isRunning]);
  return duration;
}
