import { useEffect, useState } from "react";
import { apiUrl } from "../../api/call";
import { queries } from "../../api/client";
import { keys, projectPath } from "../../api/keys";
import type { MonitoredMessage } from "../../api/types";

/** Returns the text of a reply, streamed while it is being streamed. */
export function useLiveReply(projectId: string, message: MonitoredMessage): string {
  const { id, status, interaction_id } = message;
  const writing = status === "in_progress";
  const [text, setText] = useState("");
  useEffect(() => {
    if (!writing) return;
    let [streamed, frame] = ["", 0];
    const source = new EventSource(apiUrl(projectPath(projectId, `/messages/${encodeURIComponent(id)}/stream`)));
    // Many deltas may arrive per frame.
    const show = () => {
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        setText(streamed);
      });
    };
    const take = (event: MessageEvent<string>, read: (data: { delta?: unknown }) => void) => {
      try {
        read(JSON.parse(event.data));
      } catch {
        // The full text arrives with the message itself.
      }
    };
    source.addEventListener("message.created", () => {
      streamed = "";
    });
    source.addEventListener("message.delta", (event) =>
      take(event, ({ delta }) => {
        if (typeof delta === "string") streamed += delta;
        show();
      }),
    );
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
  // Use the longer text: the stored one may be ahead of a stream that has just started.
  return writing && text.length > message.content.length ? text : message.content;
}
