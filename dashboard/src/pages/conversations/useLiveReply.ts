import { useEffect, useState } from "react";
import { apiUrl } from "../../api/call";
import { queries } from "../../api/client";
import { keys, projectPath } from "../../api/keys";
import type { MessagePart, MonitoredMessage } from "../../api/types";
import { type PartEvent, partEvent, sizeOf, withEvent } from "./liveParts";

/** Returns the parts of a reply, streamed while it is being written. */
export function useLiveReply(projectId: string, message: MonitoredMessage): readonly MessagePart[] {
  const { id, status, interaction_id } = message;
  const writing = status === "in_progress";
  const [shown, setShown] = useState<readonly MessagePart[]>([]);
  useEffect(() => {
    if (!writing) return;
    let streamed: readonly MessagePart[] = [];
    let frame = 0;
    const source = new EventSource(apiUrl(projectPath(projectId, `/messages/${encodeURIComponent(id)}/stream`)));
    // Many deltas may arrive per frame.
    const show = () => {
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        setShown(streamed);
      });
    };
    source.addEventListener("message.created", () => {
      streamed = [];
    });
    const types: PartEvent["type"][] = ["delta", "reasoning_delta", "part"];
    for (const type of types) {
      source.addEventListener(`message.${type}`, ({ data }: MessageEvent<string>) => {
        const event = partEvent(type, data);
        if (event) streamed = withEvent(streamed, event);
        show();
      });
    }
    const end = () => {
      source.close();
      const path = `/interactions/${encodeURIComponent(interaction_id)}/messages`;
      void queries.invalidateQueries({ queryKey: keys.of(projectId, path) });
    };
    for (const name of ["message.completed", "message.cancelled", "message.failed"]) source.addEventListener(name, end);
    // The browser reconnects a broken stream and resumes it. It does not retry a refused one; then the text arrives with
    // the polled messages.
    return () => {
      cancelAnimationFrame(frame);
      source.close();
    };
  }, [projectId, id, interaction_id, writing]);
  // Use what is longer: the stored reply may be ahead of a stream that has just started.
  return writing && sizeOf(shown) > sizeOf(message.parts) ? shown : message.parts;
}
