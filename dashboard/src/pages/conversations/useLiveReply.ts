import { useEffect, useState } from "react";
import { address } from "../../api/call";
import { queries } from "../../api/client";
import { below, keys } from "../../api/keys";
import type { MonitoredMessage } from "../../api/types";

/** The text of a reply: while it is being written, as far as it is. */
export function useLiveReply(projectId: string, message: MonitoredMessage): string {
  const { id, status, interaction_id } = message;
  const writing = status === "in_progress";
  const [text, setText] = useState("");
  useEffect(() => {
    if (!writing) return;
    let [written, frame] = ["", 0];
    const source = new EventSource(address(below(projectId, `/messages/${encodeURIComponent(id)}/stream`)));
    // Many pieces may come between two pictures.
    const show = () => {
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        setText(written);
      });
    };
    const take = (event: MessageEvent<string>, read: (data: { delta?: unknown }) => void) => {
      try {
        read(JSON.parse(event.data));
      } catch {
        // What cannot be read comes with the message itself.
      }
    };
    source.addEventListener("message.created", () => {
      written = "";
    });
    source.addEventListener("message.delta", (event) =>
      take(event, ({ delta }) => {
        if (typeof delta === "string") written += delta;
        show();
      }),
    );
    const end = () => {
      source.close();
      const path = `/interactions/${encodeURIComponent(interaction_id)}/messages`;
      void queries.invalidateQueries({ queryKey: keys.of(projectId, path) });
    };
    for (const name of ["message.completed", "message.cancelled", "message.failed"]) source.addEventListener(name, end);
    // A connection that broke off is made anew by the browser, from where it was. One that was refused is not: then the
    // text comes with the messages, which are looked for every few seconds.
    return () => {
      cancelAnimationFrame(frame);
      source.close();
    };
  }, [projectId, id, interaction_id, writing]);
  // The longer one: what was kept may be ahead of a stream that has just begun.
  return writing && text.length > message.content.length ? text : message.content;
}
